package io.paymentdone.console.login;

import io.paymentdone.console.login.LoginOptions.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final OAuth2ClientProperties properties;
  private final Map<String, Lookup> lookups = new HashMap<>();

  LazyRegistrations(OAuth2ClientProperties properties) {
    this.properties = properties;
    properties.getRegistration().forEach((id, registration) -> {
      if (isLogin(registration)) {
        lookups.put(id, new Lookup(id));
      }
    });
  }

  /** Those that people can log in with. */
  List<Provider> offered() {
    return lookups.keySet().stream()
        .sorted()
        .map(id -> new Provider(name(id), "/oauth2/authorization/" + id))
        .toList();
  }

  private String name(String id) {
    String name = properties.getRegistration().get(id).getClientName();
    return name == null ? id : name;
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
  private final class Lookup {

    private final OAuth2ClientProperties only = new OAuth2ClientProperties();
    private final String id;
    private @Nullable ClientRegistration found;
    private Instant nextTry = Instant.EPOCH;

    Lookup(String id) {
      this.id = id;
      only.getRegistration().put(id, properties.getRegistration().get(id));
      only.getProvider().putAll(properties.getProvider());
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
