package io.paymentdone.payment.writer;

import java.time.Duration;

/**
 * Why payments are not accepted for now.
 *
 * @param detail for people: what stands in the way and what to do
 * @param retryAfter after which it may have changed
 */
public record Refusal(Reason reason, String detail, Duration retryAfter) {

  /** The reason, for programs. */
  public enum Reason {
    RELAY_BACKLOG("relay-backlog"),
    RELAY_SLOT_TAKEN("relay-slot-taken");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  /** The reason as it is in metrics. */
  public String code() {
    return reason.text;
  }
}
