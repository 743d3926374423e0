package io.paymentdone.console.login;

import io.paymentdone.console.login.LoginOptions.OfferedProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties.Registration;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;

/**
 * The configured registrations at OpenID providers. A provider is asked for its addresses at the
 * first login, not at the start, so that the console starts while one is away.
 */
final class LazyRegistrations implements ClientRegistrationRepository {

  private static final String CODE = "authorization_code";

  /** Time during which a provider that did not answer is not asked again. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Map<String, Lookup> lookups = new TreeMap<>();

  LazyRegistrations(OAuth2ClientProperties properties) {
    properties
        .getRegistration()
        .forEach((id, registration) -> {
          if (isLogin(registration)) {
            lookups.put(id, new Lookup(id, registration, properties.getProvider()));
          }
        });
  }

  /** Ids of those that people can log in with. */
  Set<String> ids() {
    return Set.copyOf(lookups.keySet());
  }

  /** Those that people can log in with. */
  List<OfferedProvider> offered() {
    return lookups.entrySet().stream()
        .map(one ->
            new OfferedProvider(one.getValue().name, "/oauth2/authorization/" + one.getKey()))
        .toList();
  }

  /**
   * The registration with that id; null if there is none.
   *
   * @throws IllegalStateException when its provider does not answer
   */
  @Override
  public @Nullable ClientRegistration findByRegistrationId(String id) {
    Lookup lookup = lookups.get(id);
    return lookup == null ? null : lookup.get();
  }

  private static boolean isLogin(Registration registration) {
    String grant = registration.getAuthorizationGrantType();
    return grant == null || grant.equals(CODE);
  }

  /** A registration that is completed when it is needed. */
  private static final class Lookup {

    private final OAuth2ClientProperties only = new OAuth2ClientProperties();
    private final String id;
    private final String name;
    private @Nullable ClientRegistration found;
    private Instant nextTry = Instant.EPOCH;

    Lookup(
        String id,
        Registration registration,
        Map<String, OAuth2ClientProperties.Provider> providers) {
      this.id = id;
      String given = registration.getClientName();
      this.name = given == null ? id : given;
      only.getRegistration().put(id, registration);
      only.getProvider().putAll(providers);
    }

    synchronized ClientRegistration get() {
      ClientRegistration known = found;
      if (known != null) {
        return known;
      }
      if (Instant.now().isBefore(nextTry)) {
        throw new IllegalStateException("the provider of " + id + " did not answer a moment ago");
      }
      try {
        ClientRegistration asked =
            new OAuth2ClientPropertiesMapper(only).asClientRegistrations().get(id);
        if (asked == null) {
          throw new IllegalStateException("no registration is made of the properties of " + id);
        }
        found = asked;
        return asked;
      } catch (RuntimeException e) {
        nextTry = Instant.now().plus(PAUSE);
        throw e;
      }
    }
  }
}
