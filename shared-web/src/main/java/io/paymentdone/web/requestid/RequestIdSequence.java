package io.paymentdone.web.requestid;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids of 16 characters: three of the process, thirteen of a count. No two of a process are
 * equal, and none needs random bits of its own.
 *
 * <p>The count is scrambled with keys of the process. Whoever could read it would know how many
 * requests there are, of all callers and of every kind, which nobody learns elsewhere.
 */
final class RequestIdSequence {

  private static final int LENGTH = 16;
  private static final int COUNT_BEGIN = 3;
  private static final int DIGIT_BITS = 5;
  private static final int DIGIT_MASK = (1 << DIGIT_BITS) - 1;

  /** Base 32 as Crockford has it: no letter that looks like a digit or another letter. */
  private static final byte[] DIGITS =
      "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.ISO_8859_1);

  private final AtomicLong count = new AtomicLong();
  private final byte[] process = new byte[COUNT_BEGIN];
  private final long first;
  private final long second;
  private final long third;

  RequestIdSequence() {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < COUNT_BEGIN; i++) {
      process[i] = DIGITS[random.nextInt(DIGITS.length)];
    }
    first = random.nextLong();
    second = random.nextLong();
    third = random.nextLong();
  }

  String next() {
    byte[] id = new byte[LENGTH];
    System.arraycopy(process, 0, id, 0, COUNT_BEGIN);
    long rest = mix(mix(count.getAndIncrement() ^ first) ^ second) ^ third;
    for (int i = LENGTH - 1; i >= COUNT_BEGIN; i--) {
      id[i] = DIGITS[(int) rest & DIGIT_MASK];
      rest >>>= DIGIT_BITS;
    }
    return new String(id, StandardCharsets.ISO_8859_1);
  }

  /** Stafford's variant 13, as in SplitMix64: each number has another result. */
  private static long mix(long number) {
    long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
