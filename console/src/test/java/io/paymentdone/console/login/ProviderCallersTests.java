package io.paymentdone.console.login;

import static io.paymentdone.web.security.Scope.ADMIN;
import static io.paymentdone.web.security.Scope.NOTIFICATIONS_READ;
import static io.paymentdone.web.security.Scope.PAYMENTS_READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paymentdone.console.login.LoginProperties.Grant;
import io.paymentdone.web.security.Caller;
import io.paymentdone.web.security.Scope;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;

class ProviderCallersTests {

  private static final Map<String, Object> OPERATOR = Map.of("groups", List.of("staff", "ops"));

  private static Set<Scope> scopes(@Nullable String claim, Map<String, Object> claims) {
    List<Grant> grants = claim == null ? List.of() : List.of(grant(null));
    return callers(claim, grants, Set.of("corp")).of(person("corp", claims)).scopes();
  }

  private static Grant grant(@Nullable String registration) {
    return new Grant(registration, "ops", Set.of(ADMIN));
  }

  private static ProviderCallers callers(
      @Nullable String claim, List<Grant> grants, Set<String> registrations) {
    return new ProviderCallers(
        new LoginProperties(true, Duration.ofHours(8), Duration.ofHours(24), 9, claim, grants),
        registrations);
  }

  private static OAuth2AuthenticationToken person(String registration, Map<String, Object> claims) {
    Map<String, Object> all = new HashMap<>(claims);
    all.put("sub", "alice");
    return new OAuth2AuthenticationToken(
        new DefaultOAuth2User(List.of(), all, "sub"), List.of(), registration);
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

  @Test
  void cutsALongName() {
    ProviderCallers callers = callers(null, List.of(), Set.of("c".repeat(200)));

    assertThat(callers.of(person("c".repeat(200), Map.of())).name()).isEqualTo("c".repeat(128));
  }

  /** Groups of one name at two providers are two groups, and so are people of one name. */
  @Test
  void aGrantIsForThePeopleOfItsRegistration() {
    ProviderCallers callers = callers("groups", List.of(grant("corp")), Set.of("corp", "partner"));

    Caller own = callers.of(person("corp", OPERATOR));
    Caller other = callers.of(person("partner", OPERATOR));

    assertThat(own.name()).isEqualTo("corp:alice");
    assertThat(own.scopes()).contains(ADMIN);
    assertThat(other.name()).isEqualTo("partner:alice");
    assertThat(other.scopes()).containsOnly(PAYMENTS_READ, NOTIFICATIONS_READ);
  }

  @Test
  void doesNotGuessWhoseAGrantIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> callers("groups", List.of(grant("corp"), grant(null)), Set.of("corp", "partner")))
        .withMessageContaining("grants[1].registration is missing")
        .withMessageContaining("[corp, partner]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> callers("groups", List.of(grant("cord")), Set.of("corp")))
        .withMessageContaining("grants[0].registration is cord");
  }
}
