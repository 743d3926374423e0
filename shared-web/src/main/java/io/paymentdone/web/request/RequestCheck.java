package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a filter refuses when it sees a request's head, for whoever stands in front of that filter.
 */
public interface RequestCheck {

  /** The answer to a request that may not pass; null when it may. */
  @Nullable ProblemException refusal(HttpServletRequest request);
}
