package io.paymentdone.web.security;

import static io.paymentdone.web.security.AccessRule.on;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

class AccessManagerTests {

  private final AccessManager manager =
      new AccessManager(AccessRules.table(on("/payments").clients(Scope.PAYMENTS_READ)));

  @Test
  void asksTheTable() {
    assertThat(decision(client(Scope.PAYMENTS_READ)).isGranted()).isTrue();
    assertThat(decision(client(Scope.PAYMENTS_WRITE)))
        .isInstanceOfSatisfying(
            AccessManager.Refusal.class,
            refusal -> {
              assertThat(refusal.isGranted()).isFalse();
              assertThat(refusal.text()).isEqualTo("This needs the scope payments:read.");
            });
  }

  /** Whatever another login might have made of it. */
  @Test
  void letsNobodyPassWhoIsNoCaller() {
    List<SimpleGrantedAuthority> all = List.of(new SimpleGrantedAuthority("payments:read"));
    assertThat(decision(null).isGranted()).isFalse();
    assertThat(decision(new AnonymousAuthenticationToken("key", "anybody", all)).isGranted())
        .isFalse();
    assertThat(
            decision(UsernamePasswordAuthenticationToken.authenticated("user", "", all))
                .isGranted())
        .isFalse();
  }

  private AuthorizationDecision decision(@Nullable Authentication authentication) {
    return manager.authorize(
        () -> authentication,
        new RequestAuthorizationContext(new MockHttpServletRequest("GET", "/payments")));
  }

  private static CallerAuthentication client(Scope scope) {
    return new CallerAuthentication(Caller.client("shop", Set.of(scope)));
  }
}
