package io.paymentdone.payment.api;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The header {@code traceparent} of W3C Trace Context. */
final class TraceParent {

  static final String HEADER = "traceparent";

  private static final Pattern VERSION_00 =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceParent() {}

  /**
   * The one of the request if it is valid, else a new one, not sampled: the event carries one
   * whether or not anything here traces.
   */
  static String of(List<String> lines) {
    if (lines.size() == 1 && VERSION_00.matcher(lines.getFirst()).matches()) {
      return lines.getFirst();
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    // Not zero, as the specification wants it.
    return "00-"
        + hex.toHexDigits(random.nextLong())
        + hex.toHexDigits(random.nextLong() | 1)
        + "-"
        + hex.toHexDigits(random.nextLong() | 1)
        + "-00";
  }
}
