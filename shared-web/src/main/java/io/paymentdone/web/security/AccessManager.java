package io.paymentdone.web.security;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Asks the table of access rules for Spring Security's filter. */
final class AccessManager implements AuthorizationManager<RequestAuthorizationContext> {

  private final AccessRules rules;

  AccessManager(AccessRules rules) {
    this.rules = rules;
  }

  @Override
  public AuthorizationDecision authorize(
      Supplier<? extends @Nullable Authentication> authentication,
      RequestAuthorizationContext context) {
    return authentication.get() instanceof CallerAuthentication known
        ? decision(rules.refusal(known.caller(), context.getRequest()))
        : new AuthorizationDecision(false);
  }

  private static AuthorizationDecision decision(@Nullable String refusal) {
    return refusal == null ? new AuthorizationDecision(true) : new Refusal(refusal);
  }

  /** A refusal that says why. */
  static final class Refusal extends AuthorizationDecision {

    private static final long serialVersionUID = 1L;

    private final String text;

    Refusal(String text) {
      super(false);
      this.text = text;
    }

    String text() {
      return text;
    }
  }
}
