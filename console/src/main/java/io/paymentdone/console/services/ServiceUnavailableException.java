package io.paymentdone.console.services;

import org.jspecify.annotations.Nullable;

/** A service did not answer, or refused to. */
public final class ServiceUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String service;

  ServiceUnavailableException(String service, @Nullable Throwable cause) {
    super(service + " does not answer", cause);
    this.service = service;
  }

  ServiceUnavailableException(String service, String reason, @Nullable Throwable cause) {
    super(reason, cause);
    this.service = service;
  }

  /** Name of the service. */
  public String service() {
    return service;
  }
}
