package io.paymentdone.testsupport;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Input for tests of properties: what must hold for every input, checked with many that nobody
 * chose. All that it makes follows from its seed.
 *
 * <p>Each run has other seeds. A failure names its own: {@code -Drandom.seed=…} repeats that input
 * alone.
 */
public final class RandomInput {

  private static final String SEED = "random.seed";
  private static final int INPUTS_MAX = 5_000;
  private static final Duration TIME_MAX = Duration.ofSeconds(3);

  /** Characters that parsers, databases and people have stumbled over. */
  private static final List<String> AWKWARD =
      List.of(
          "\u0000",
          "\t",
          "\n",
          "\r",
          "\u001b",
          "\u007f",
          "\u0085",
          "\u009b",
          " ",
          "\u00a0",
          "\"",
          "\\",
          "/",
          "'",
          "<",
          "&",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "%",
          "$",
          "\u00e9",
          "e\u0301",
          "\u061c",
          "\u200d",
          "\u200f",
          "\u2028",
          "\u202e",
          "\u2066",
          "\ud800",
          "\udc00",
          "\ufeff",
          "\uffff",
          "\ud83d\ude00",
          "\udbff\udfff");

  /** Bytes that mean something in JSON and in UTF-8. */
  private static final byte[] MEANING = {
    0, '"', '\\', '{', '}', '[', ']', ',', ':', '-', '.', 'e', '0', '9', ' ', '\n', -1, -64, -62,
    -19, -17, -69, -65, -128
  };

  private static final List<String> NUMBERS =
      List.of("-0", "1.5", "1e2", "1e-7", "1e19", "-1e400", "1e2147483648", "1" + "0".repeat(500));

  private static final List<String> TIMES =
      List.of(
          "2026-11-30T09:00:00Z",
          "2026-11-30T09:00:00+18:00",
          "2026-02-30T09:00:00Z",
          "+1000000000-12-31T23:59:59.999999999Z",
          "-1000000000-01-01T00:00:00Z",
          "P1D");

  private static final int MUTATIONS_MAX = 3;
  private static final int PIECE_MAX = 8;

  private final Random random;

  /** What holds for an input. */
  @FunctionalInterface
  public interface Property {

    /** Fails where it does not hold. */
    void check(RandomInput input) throws Exception;
  }

  /** Input of one seed. */
  public RandomInput(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Checks a property with new inputs: 5000, or as many as three seconds allow.
   *
   * @throws AssertionError that names the seed of the input for which it does not hold
   */
  public static void check(Property property) {
    Long given = Long.getLong(SEED);
    if (given != null) {
      check(given, property);
      return;
    }
    long begin = System.nanoTime();
    int inputs = 0;
    do {
      check(ThreadLocalRandom.current().nextLong(), property);
      inputs++;
    } while (inputs < INPUTS_MAX && System.nanoTime() - begin < TIME_MAX.toNanos());
  }

  private static void check(long seed, Property property) {
    try {
      property.check(new RandomInput(seed));
    } catch (Exception | AssertionError | StackOverflowError e) {
      throw new AssertionError("does not hold with -D" + SEED + "=" + seed + ": " + e, e);
    }
  }

  /** A number from 0 up to, and without, a limit. */
  public int below(int limit) {
    return random.nextInt(limit);
  }

  /** A number of any size, often a small one or one at the edge of a type. */
  public long number() {
    return switch (below(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextLong() >> below(Long.SIZE);
      case 2 ->
          oneOf(List.of(0L, -1L, 1L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 31, 1L << 53, 1L << 63));
      default -> below(10);
    };
  }

  /** A number between two limits, both of them possible. */
  public long between(long least, long most) {
    return below(8) == 0 ? oneOf(List.of(least, most)) : random.nextLong(least, most + 1);
  }

  /** True once in so many times. */
  public boolean once(int inTimes) {
    return below(inTimes) == 0;
  }

  /** One of several. */
  public <T> T oneOf(List<? extends T> several) {
    return several.get(below(several.size()));
  }

  /** Any text, lone surrogates and controls included. */
  public String text(int pieces) {
    StringBuilder text = new StringBuilder();
    for (int left = below(pieces + 1); left > 0; left--) {
      if (once(3)) {
        text.append(oneOf(AWKWARD));
      } else if (once(8)) {
        text.appendCodePoint(below(Character.MAX_CODE_POINT + 1));
      } else {
        text.append((char) (' ' + below('~' - ' ' + 1)));
      }
    }
    return text.toString();
  }

  /** Any bytes. */
  public byte[] bytes(int lengthMax) {
    byte[] bytes = new byte[below(lengthMax + 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = once(2) ? meaning() : (byte) random.nextInt();
    }
    return bytes;
  }

  /** The same bytes with up to three changes: cut out, doubled, put in, or another in its place. */
  public byte[] mutated(byte[] original) {
    byte[] bytes = original;
    for (int left = 1 + below(MUTATIONS_MAX); left > 0; left--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    int at = below(bytes.length + 1);
    int end = Math.min(bytes.length, at + 1 + below(PIECE_MAX));
    return switch (below(6)) {
      case 0 -> joined(bytes, at, new byte[0], end);
      case 1 -> joined(bytes, at, new byte[0], bytes.length);
      case 2 -> joined(bytes, end, Arrays.copyOfRange(bytes, at, end), end);
      case 3 -> joined(bytes, at, bytes(PIECE_MAX), at);
      case 4 -> joined(bytes, at, new byte[] {meaning()}, Math.min(bytes.length, at + 1));
      default -> {
        byte[] flipped = bytes.clone();
        if (at < flipped.length) {
          flipped[at] ^= (byte) (1 << below(Byte.SIZE));
        }
        yield flipped;
      }
    };
  }

  private byte meaning() {
    return MEANING[below(MEANING.length)];
  }

  private static byte[] joined(byte[] bytes, int until, byte[] between, int from) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(bytes, 0, until);
    joined.writeBytes(between);
    joined.write(bytes, from, bytes.length - from);
    return joined.toByteArray();
  }

  /** The members of a JSON object, their values as JSON, in some order and with some blanks. */
  public String object(Map<String, String> members) {
    List<String> names = new ArrayList<>(members.keySet());
    Collections.shuffle(names, random);
    return names.stream()
        .map(name -> blanks() + string(name) + blanks() + ":" + blanks() + members.get(name))
        .map(member -> member + blanks())
        .collect(Collectors.joining(",", blanks() + "{", "}" + blanks()));
  }

  /** Any JSON value, nested at most so deep. */
  public String json(int depth) {
    return switch (below(depth == 0 ? 5 : 7)) {
      case 0 -> oneOf(List.of("null", "true", "false"));
      case 1 -> Long.toString(number());
      case 2 -> oneOf(NUMBERS);
      case 3 -> string(text(PIECE_MAX));
      case 4 -> string(oneOf(TIMES));
      case 5 ->
          IntStream.range(0, below(PIECE_MAX))
              .mapToObj(at -> json(depth - 1))
              .collect(Collectors.joining(",", "[", "]"));
      default ->
          object(
              IntStream.range(0, below(PIECE_MAX))
                  .mapToObj(at -> text(2))
                  .distinct()
                  .collect(Collectors.toMap(name -> name, name -> json(depth - 1))));
    };
  }

  /** One of the ways to write a text as a JSON string. */
  public String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair && !once(4)) {
        json.append(c).append(text.charAt(++i));
      } else if (c < ' ' || Character.isSurrogate(c) || once(16)) {
        json.append("\\u").append(hex(c));
      } else if (c == '"' || c == '\\' || (c == '/' && once(2))) {
        json.append('\\').append(c);
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private String hex(char c) {
    HexFormat digits = HexFormat.of();
    return (once(2) ? digits.withUpperCase() : digits).toHexDigits(c);
  }

  private String blanks() {
    return once(4) ? oneOf(List.of(" ", "\t", "\n", "\r\n", "  ")) : "";
  }
}
