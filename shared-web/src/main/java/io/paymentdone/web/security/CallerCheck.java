package io.paymentdone.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Who sends a request, for whoever stands in front of the security filters. */
@FunctionalInterface
public interface CallerCheck {

  /** Name of the caller where nobody logs in; no client can have it ({@link ClientName}). */
  String ANONYMOUS = "anonymous";

  /**
   * The caller, when the security filters would let the request pass to the API; empty when they
   * would refuse it, or might.
   */
  Optional<Caller> caller(HttpServletRequest request);
}
