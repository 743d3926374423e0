package io.paymentdone.web.security;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.validation.TextRule;
import org.jspecify.annotations.Nullable;

/**
 * The rule of a client's name, whether a configuration or a token says it. Names of users, and of
 * people at the console, have a colon in them, so nobody of one kind can have the name of another.
 */
final class ClientName {

  private ClientName() {}

  /** What is wrong with a name, as the end of a sentence; null when a client may have it. */
  static @Nullable String problem(@Nullable String name) {
    FieldProblem problem = TextRule.CLIENT.check("", name);
    if (problem != null || name == null) {
      return problem == null ? "is required" : problem.detail();
    }
    if (name.indexOf(':') >= 0) {
      return "must not contain a colon, which names of users have";
    }
    return name.equals(CallerCheck.ANONYMOUS)
        ? "must not be anonymous, whose payments those of the profile local are"
        : null;
  }
}
