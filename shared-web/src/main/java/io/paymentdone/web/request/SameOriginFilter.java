package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what pages of other origins ask for, whoever is logged in, before credentials are looked
 * at and whatever security filters follow. A login is refused too: such a page could log a browser
 * in under a name of its own. In the profile {@code local}, to listen on loopback is not enough:
 * every page in the developer's browser can reach it.
 */
final class SameOriginFilter extends RefusingFilter {

  SameOriginFilter(ProblemWriter problems) {
    super(problems);
  }

  @Override
  public @Nullable ProblemException refusal(HttpServletRequest request) {
    return CrossOrigin.isForbidden(request)
        ? ProblemException.of(
            ProblemCode.FOREIGN_ORIGIN,
            "Pages of other origins may not call this service; nothing was stored.")
        : null;
  }
}
