package io.paymentdone.notification.deadletter;

/** Dead letters could not be published, so the batch must be read again. */
public final class DeadLetterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DeadLetterException(String message, Throwable cause) {
    super(message, cause);
  }
}
