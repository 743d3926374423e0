package io.paymentdone.web.security;

/** The configured clients are missing or malformed: the service does not start. */
final class InvalidApiCredentialsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidApiCredentialsException(String message) {
    super(message);
  }
}
