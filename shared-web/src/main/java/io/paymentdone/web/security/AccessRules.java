package io.paymentdone.web.security;

import static io.paymentdone.web.security.AccessRule.on;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * A service's table of who may send which request. The first rule that matches decides; what no
 * rule matches is left to clients with the scope {@code admin}, who so see a 404 or 405.
 */
public final class AccessRules {

  /** Of every service; health, which needs no login, is open before any rule is asked. */
  private static final List<AccessRule> COMMON =
      List.of(
          on("/actuator/**").clients(Scope.METRICS_READ),
          on("/v3/api-docs/**").everyone(),
          on("/v3/api-docs.yaml").everyone(),
          on("/swagger-ui.html").everyone(),
          on("/swagger-ui/**").everyone());

  private static final AccessRule UNLISTED = on("/**").clients(Scope.ADMIN);

  private final List<AccessRule> rules;

  private AccessRules(List<AccessRule> rules) {
    this.rules = rules;
  }

  /** A table of these rules, and of those that every service has. */
  public static AccessRules table(AccessRule... rules) {
    return new AccessRules(Stream.concat(Arrays.stream(rules), COMMON.stream()).toList());
  }

  /** Why a caller may not send a request, as a sentence for the caller; null when it may. */
  @Nullable String refusal(Caller caller, HttpServletRequest request) {
    return first(rule -> rule.matches(request)).refusal(caller);
  }

  /**
   * The rule that decides about an operation.
   *
   * @param pathTemplate with its variables in braces, such as {@code /payments/{id}}
   */
  public AccessRule ruleFor(HttpMethod method, String pathTemplate) {
    return first(rule -> rule.matches(method, pathTemplate));
  }

  private AccessRule first(Predicate<AccessRule> matches) {
    for (AccessRule rule : rules) {
      if (matches.test(rule)) {
        return rule;
      }
    }
    return UNLISTED;
  }
}
