package io.paymentdone.console.receiver;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the receiver does with a delivery. */
enum Conduct {
  /** It takes the delivery and answers 200, or 250 to a mail. */
  @JsonProperty("answer")
  ANSWER,
  /** It answers 500, or 451 to a mail. */
  @JsonProperty("fail")
  FAIL,
  /** It does not answer. */
  @JsonProperty("hang")
  HANG,
  /** It takes the delivery and answers a second later. */
  @JsonProperty("slow")
  SLOW,
  /** It answers 410, which disables the endpoint, or 550 to a mail. */
  @JsonProperty("gone")
  GONE;

  /** The conduct with this name in JSON; empty if there is none. */
  static Optional<Conduct> of(String name) {
    return Arrays.stream(values())
        .filter(conduct -> conduct.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }
}
