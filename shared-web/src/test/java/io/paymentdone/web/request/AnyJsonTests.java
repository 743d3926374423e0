package io.paymentdone.web.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paymentdone.testsupport.RandomInput;
import io.paymentdone.testsupport.RawHttp;
import io.paymentdone.web.problem.ProblemException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any bytes are read as the JSON that they are, or refused. */
class AnyJsonTests {

  private static final JsonMapper LENIENT = JsonMapper.shared();

  private final StrictJson json = new StrictJson(JsonMapper.builder().build());

  /** With a text, a number and a map, like the bodies of the API. */
  record Body(@Nullable String text, @Nullable Long number, @Nullable Map<String, String> map) {}

  @Test
  void readsWhatWasWrittenInWhateverWay() {
    RandomInput.check(input -> {
      Body body = new Body(input.text(30), input.number(), map(input));

      assertThat(json.read(input.object(members(input, body)).getBytes(UTF_8), Body.class))
          .isEqualTo(body);
    });
  }

  @Test
  void refusesWhatIsWrongInOnePlace() {
    RandomInput.check(input -> {
      Map<String, String> members =
          members(input, new Body(input.text(5), input.number(), map(input)));
      byte[] wrong = wrong(input, members);

      assertThatThrownBy(() -> json.read(wrong, Body.class))
          .as(new String(wrong, UTF_8))
          .isInstanceOfAny(JacksonException.class, ProblemException.class);
    });
  }

  /** What it takes, a reader without its rules takes too, and sees the same in it. */
  @Test
  void readsOrRefusesAnyBytes() {
    RandomInput.check(input -> {
      byte[] bytes = anyBytes(input);
      Body body;
      try {
        body = json.read(bytes, Body.class);
      } catch (JacksonException | ProblemException refused) {
        return;
      }
      JsonNode same = LENIENT.readTree(new String(bytes, UTF_8));

      assertThat(bytes).isEqualTo(new String(bytes, UTF_8).getBytes(UTF_8));
      assertThat(same.isNull()).isEqualTo(body == null);
      if (body != null) {
        assertThat(same.propertyNames()).isSubsetOf("text", "number", "map");
        assertSame(same.path("text"), body.text());
        assertSame(same.path("number"), body.number());
        assertSame(same.path("map"), body.map());
      }
    });
  }

  private static void assertSame(JsonNode node, @Nullable Object read) {
    if (read == null) {
      assertThat(node.isNull() || node.isMissingNode()).isTrue();
    } else {
      assertThat(node.toString()).isEqualTo(LENIENT.writeValueAsString(read));
    }
  }

  private static byte[] anyBytes(RandomInput input) {
    Map<String, String> members =
        members(input, new Body(input.text(5), input.number(), map(input)));
    return switch (input.below(4)) {
      case 0 -> input.bytes(40);
      case 1 -> input.json(3).getBytes(UTF_8);
      case 2 -> {
        members.put(input.oneOf(List.of("text", "number", "map")), input.json(2));
        yield input.object(members).getBytes(UTF_8);
      }
      default -> input.mutated(input.object(members).getBytes(UTF_8));
    };
  }

  private static Map<String, String> map(RandomInput input) {
    Map<String, String> map = new HashMap<>();
    for (int left = input.below(3); left > 0; left--) {
      map.put(input.text(3), input.text(3));
    }
    return map;
  }

  private static Map<String, String> members(RandomInput input, Body body) {
    Map<String, String> map = new HashMap<>();
    if (body.map() != null) {
      body.map().forEach((name, text) -> map.put(name, input.string(String.valueOf(text))));
    }
    Map<String, String> members = new LinkedHashMap<>();
    members.put("text", input.string(String.valueOf(body.text())));
    members.put("number", String.valueOf(body.number()));
    members.put("map", input.object(map));
    return members;
  }

  private static byte[] wrong(RandomInput input, Map<String, String> members) {
    String good = input.object(members);
    return switch (input.below(9)) {
      case 0 -> (good + oneOf(input, "{}", "1", "x", ",", "}", "null", "\u0000")).getBytes(UTF_8);
      case 1 -> (oneOf(input, "\uFEFF", "[", "x", "//\n", "/**/", "#\n") + good).getBytes(UTF_8);
      case 2 -> withMember(good, oneOf(input, "\"x\":1", "\"Text\":\"\"", "\"\":null", ""));
      case 3 -> withMember(good, oneOf(input, "\"text\":\"\"", "\"number\":1", "\"map\":{}"));
      case 4 -> cut(input, good.strip().getBytes(UTF_8));
      case 5 -> withByte(input, good.getBytes(UTF_8));
      case 6 -> with(input, members, "text", WRONG_TEXTS);
      case 7 -> with(input, members, "number", WRONG_NUMBERS);
      default -> with(input, members, "map", WRONG_MAPS);
    };
  }

  private static final List<String> WRONG_TEXTS =
      List.of(
          "1",
          "1.5",
          "true",
          "[]",
          "{}",
          "'a'",
          "a",
          "",
          "\"a",
          "\"\t\"",
          "\"\\x\"",
          "\"\\u12\"",
          "\"a\"\"b\"",
          "[\"a\"]");

  private static final List<String> WRONG_NUMBERS =
      List.of(
          "1.0",
          "1.5",
          "1e2",
          "1e400",
          "1e-7",
          "\"1\"",
          "\"\"",
          "true",
          "[1]",
          "{}",
          "01",
          "+1",
          "0x1",
          "1.",
          ".1",
          "-",
          "1_0",
          "NaN",
          "Infinity",
          "9223372036854775808",
          "1".repeat(1_001));

  private static final List<String> WRONG_MAPS =
      List.of(
          "1",
          "\"\"",
          "\"a\"",
          "true",
          "[]",
          "[{}]",
          "{\"a\":1}",
          "{\"a\":true}",
          "{\"a\":[]}",
          "{\"a\":{}}",
          "{\"a\":\"b\",}",
          "{,}",
          "{a:\"b\"}",
          "{\"a\"}",
          "{\"a\":}",
          "{\"a\" \"b\"}",
          "{\"a\":\"b\",\"a\":\"b\"}",
          "{\"a\":\"b\",\"\\u0061\":\"b\"}");

  private static String oneOf(RandomInput input, String... several) {
    return input.oneOf(Arrays.asList(several));
  }

  private static byte[] with(
      RandomInput input, Map<String, String> members, String name, List<String> wrong) {
    members.put(name, input.oneOf(wrong));
    return input.object(members).getBytes(UTF_8);
  }

  private static byte[] withMember(String good, String member) {
    int end = good.lastIndexOf('}');
    return (good.substring(0, end) + "," + member + good.substring(end)).getBytes(UTF_8);
  }

  private static byte[] cut(RandomInput input, byte[] good) {
    return Arrays.copyOf(good, input.below(good.length));
  }

  /** A byte that no UTF-8 has. */
  private static byte[] withByte(RandomInput input, byte[] good) {
    int at = input.below(good.length + 1);
    byte[] wrong = {(byte) input.oneOf(List.of(0xc0, 0xc1, 0xf5, 0xff)).intValue()};
    return RawHttp.join(
        RawHttp.join(Arrays.copyOf(good, at), wrong), Arrays.copyOfRange(good, at, good.length));
  }
}
