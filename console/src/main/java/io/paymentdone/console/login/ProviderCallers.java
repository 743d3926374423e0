package io.paymentdone.console.login;

import io.paymentdone.console.login.LoginProperties.Grant;
import io.paymentdone.web.security.Caller;
import io.paymentdone.web.security.Scope;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
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

  ProviderCallers(LoginProperties properties) {
    this.properties = properties;
  }

  /** The caller, whose name has the registration's before it: no client's name has a colon. */
  Caller of(OAuth2AuthenticationToken person) {
    String name = person.getAuthorizedClientRegistrationId() + ":" + person.getName();
    return new Caller(
        name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX)),
        scopes(person.getPrincipal().getAttributes()),
        null);
  }

  Set<Scope> scopes(Map<String, Object> claims) {
    Set<Scope> scopes = EnumSet.of(Scope.PAYMENTS_READ, Scope.NOTIFICATIONS_READ);
    Object claim = claim(claims);
    for (Grant grant : properties.grants()) {
      if (has(claim, grant.value())) {
        scopes.addAll(grant.scopes());
      }
    }
    return scopes;
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
