package io.paymentdone.console.login;

import io.paymentdone.console.login.LoginProperties.Grant;
import io.paymentdone.web.security.Caller;
import io.paymentdone.web.security.Scope;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;

/**
 * Makes callers of people who logged in at a provider. Scopes of the provider's own tokens count
 * for nothing: what a person may do follows from the configured claim alone, by default to read.
 */
final class ProviderCallers {

  /** Longer ones are cut: a provider's names are its own business. */
  private static final int NAME_LENGTH_MAX = 128;

  private final LoginProperties properties;

  /**
   * Takes the ids of the OpenID registrations that people can log in with.
   *
   * @throws IllegalArgumentException for a grant that does not say which of several registrations
   *     it is for, or names none of them
   */
  ProviderCallers(LoginProperties properties, Set<String> registrations) {
    this.properties = properties;
    for (int i = 0; i < properties.grants().size(); i++) {
      check(i, properties.grants().get(i).registration(), registrations);
    }
  }

  /** Whom two providers call by one name, or put into a group of one name, are two people. */
  private static void check(int index, @Nullable String registration, Set<String> registrations) {
    if (registration == null ? registrations.size() > 1 : !registrations.contains(registration)) {
      throw new IllegalArgumentException(
          "payment-done.console.login.grants["
              + index
              + "].registration "
              + (registration == null ? "is missing" : "is " + registration)
              + ": it must be one of the registrations "
              + new TreeSet<>(registrations)
              + ", whose people the grant is then for");
    }
  }

  /** The caller, whose name has the registration's before it: no client's name has a colon. */
  Caller of(OAuth2AuthenticationToken person) {
    String registration = person.getAuthorizedClientRegistrationId();
    String name = registration + ":" + person.getName();
    return new Caller(
        name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX)),
        scopes(registration, person.getPrincipal().getAttributes()),
        null);
  }

  private Set<Scope> scopes(String registration, Map<String, Object> claims) {
    Set<Scope> scopes = EnumSet.of(Scope.PAYMENTS_READ, Scope.NOTIFICATIONS_READ);
    Object claim = claim(claims);
    for (Grant grant : properties.grants()) {
      if (isFor(grant, registration) && has(claim, grant.value())) {
        scopes.addAll(grant.scopes());
      }
    }
    return scopes;
  }

  /** One without a registration is for the only one: see the constructor. */
  private static boolean isFor(Grant grant, String registration) {
    return grant.registration() == null || grant.registration().equals(registration);
  }

  private @Nullable Object claim(Map<String, Object> claims) {
    String name = properties.claim();
    if (name == null) {
      return null;
    }
    // A name may have dots itself, such as that of a URL.
    return claims.containsKey(name) ? claims.get(name) : nested(claims, name);
  }

  private static @Nullable Object nested(Map<String, Object> claims, String path) {
    Object at = claims;
    for (String name : path.split("\\.", -1)) {
      at = at instanceof Map<?, ?> inner ? inner.get(name) : null;
    }
    return at;
  }

  private static boolean has(@Nullable Object claim, String value) {
    return claim instanceof Collection<?> values ? values.contains(value) : value.equals(claim);
  }
}
