package io.paymentdone.web.counts;

/** A scan was given up because it took too long. */
public final class ScanTooLongException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ScanTooLongException(Throwable cause) {
    super(cause);
  }
}
