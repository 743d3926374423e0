package io.paymentdone.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who sends a request, for whoever stands in front of the security filters. */
@FunctionalInterface
public interface CallerCheck {

  /** The caller where nobody logs in. */
  String ANONYMOUS = "anonymous";

  /** Name of an authenticated caller, or the one of callers where nobody logs in. */
  static String name(@Nullable Principal caller) {
    return caller == null ? ANONYMOUS : caller.getName();
  }

  /**
   * The caller, when the security filters would let the request pass to the API; empty when they
   * would refuse it, or might.
   */
  Optional<Caller> caller(HttpServletRequest request);
}
