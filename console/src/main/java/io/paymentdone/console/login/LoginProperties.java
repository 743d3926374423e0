package io.paymentdone.console.login;

import io.paymentdone.web.security.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The login of people.
 *
 * @param form whether clients of the API may log in with their name and password
 * @param idleMax a session ends after this time without a request
 * @param ageMax a session ends after this time in any case
 * @param sessionsMax most sessions of this replica; one more ends the one that was not used for
 *     longest
 * @param claim claim of the OpenID provider, by its name or as a path with dots, that {@code
 *     grants} look at; without one everybody may read and nobody may write
 * @param grants scopes of those whose claim has, or is, a value, each for the people of one OpenID
 *     registration
 */
@ConfigurationProperties("payment-done.console.login")
record LoginProperties(
    @DefaultValue("true") boolean form,
    @DefaultValue("8h") Duration idleMax,
    @DefaultValue("24h") Duration ageMax,
    @DefaultValue("1000") int sessionsMax,
    @Nullable String claim,
    @DefaultValue List<Grant> grants) {

  LoginProperties {
    if (!idleMax.isPositive() || !ageMax.isPositive() || sessionsMax < 1) {
      throw new IllegalArgumentException(
          "payment-done.console.login: idle-max, age-max and sessions-max must be positive");
    }
    if (claim == null && !grants.isEmpty()) {
      throw new IllegalArgumentException(
          "payment-done.console.login.grants need payment-done.console.login.claim");
    }
    grants = List.copyOf(grants);
  }

  /**
   * What a value of the claim gives.
   *
   * @param registration id of the OpenID registration whose people it is for; null for the only one
   * @param scopes beside reading, which everybody may who can log in
   */
  record Grant(@Nullable String registration, String value, Set<Scope> scopes) {

    Grant {
      if (value == null || value.isBlank() || scopes == null || scopes.isEmpty()) {
        throw new IllegalArgumentException(
            "payment-done.console.login.grants need a value and at least one scope each");
      }
      scopes = Set.copyOf(scopes);
    }
  }
}
