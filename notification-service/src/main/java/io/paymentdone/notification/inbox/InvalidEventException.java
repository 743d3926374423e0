package io.paymentdone.notification.inbox;

import io.paymentdone.notification.deadletter.Reason;

/** Says why a record is not an event; without a stack trace, for it is an expected answer. */
final class InvalidEventException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  InvalidEventException(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  String detail() {
    String detail = getMessage();
    return detail == null ? "" : detail;
  }
}
