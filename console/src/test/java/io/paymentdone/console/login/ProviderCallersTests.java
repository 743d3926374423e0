package io.paymentdone.console.login;

import static io.paymentdone.web.security.Scope.ADMIN;
import static io.paymentdone.web.security.Scope.NOTIFICATIONS_READ;
import static io.paymentdone.web.security.Scope.PAYMENTS_READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.login.LoginProperties.Grant;
import io.paymentdone.web.security.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProviderCallersTests {

  private static final Map<String, Object> OPERATOR = Map.of("groups", List.of("staff", "ops"));

  private static Set<Scope> scopes(@Nullable String claim, Map<String, Object> claims) {
    List<Grant> grants = claim == null ? List.of() : List.of(new Grant("ops", Set.of(ADMIN)));
    return new ProviderCallers(
            new LoginProperties(true, Duration.ofHours(8), Duration.ofHours(24), 9, claim, grants))
        .scopes(claims);
  }

  @Test
  void givesWhatTheClaimHas() {
    assertThat(scopes("groups", OPERATOR)).contains(ADMIN);
    assertThat(scopes("groups", Map.of("groups", "ops"))).contains(ADMIN);
    assertThat(scopes("realm.roles", Map.of("realm", Map.of("roles", List.of("ops")))))
        .contains(ADMIN);
    assertThat(scopes("https://a.b/roles", Map.of("https://a.b/roles", List.of("ops"))))
        .contains(ADMIN);
  }

  @Test
  void letsEverybodyElseReadOnly() {
    assertThat(scopes(null, OPERATOR)).containsOnly(PAYMENTS_READ, NOTIFICATIONS_READ);
    for (Map<String, Object> claims :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("groups", List.of("staff")),
            Map.of("groups", "staff ops"),
            Map.of("groups", Map.of("ops", true)),
            Map.of("scope", "admin", "roles", List.of("ops")))) {
      assertThat(scopes("groups", claims)).containsOnly(PAYMENTS_READ, NOTIFICATIONS_READ);
    }
  }
}
