package io.paymentdone.web.request;

import jakarta.servlet.http.HttpServletRequest;

/** Names, beside those of loopback, by which a service in the local profile may be called. */
@FunctionalInterface
public interface FurtherHosts {

  /** Whether the {@code Host} of this request will do. */
  boolean allow(HttpServletRequest request);
}
