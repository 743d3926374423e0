package io.paymentdone.payment.relay.publishing;

/**
 * An event in the WAL is not of a form that this version knows. The relay stops before it: to pass
 * over it would lose a payment. It keeps its slot free, so that a replica of a later version can go
 * on.
 */
public final class UndecodableEventException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UndecodableEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
