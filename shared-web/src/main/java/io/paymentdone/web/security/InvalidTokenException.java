package io.paymentdone.web.security;

import org.springframework.security.authentication.BadCredentialsException;

/** A bearer token that is not valid here. */
final class InvalidTokenException extends BadCredentialsException {

  private static final long serialVersionUID = 1L;

  InvalidTokenException(String message) {
    super(message);
  }
}
