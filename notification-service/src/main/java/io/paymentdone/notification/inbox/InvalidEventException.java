package io.paymentdone.notification.inbox;

import io.paymentdone.notification.deadletter.RejectionReason;

/**
 * Reason why a record is not a valid event; without a stack trace, because it is an expected
 * result.
 */
final class InvalidEventException extends Exception {

  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  InvalidEventException(RejectionReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  RejectionReason reason() {
    return reason;
  }

  String detail() {
    String detail = getMessage();
    return detail == null ? "" : detail;
  }
}
