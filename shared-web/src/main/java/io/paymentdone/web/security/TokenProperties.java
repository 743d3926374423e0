package io.paymentdone.web.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Whose bearer tokens are taken, by the properties that Spring's resource server has.
 *
 * @param issuer {@code issuer-uri}: what {@code iss} must be; null for any, with a key of its own
 * @param keysUri {@code jwk-set-uri}; null: as the issuer's metadata says
 * @param keyLocation {@code public-key-location}, RSA keys in PEM; null: keys of the issuer
 * @param audiences one of which a token must be for
 * @param clientClaim {@code api.jwt.client-claim}: the claim that, with {@code clientValue}, makes
 *     a token a client's; null without one
 * @param clientValue {@code api.jwt.client-value}; null without one
 */
record TokenProperties(
    @Nullable String issuer,
    @Nullable String keysUri,
    @Nullable String keyLocation,
    List<String> audiences,
    @Nullable String clientClaim,
    @Nullable String clientValue) {

  private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";
  private static final String ISSUER = PREFIX + "issuer-uri";
  private static final String KEYS = PREFIX + "jwk-set-uri";
  private static final String KEY = PREFIX + "public-key-location";
  private static final String AUDIENCES = PREFIX + "audiences";
  private static final String CLIENT_CLAIM = "api.jwt.client-claim";
  private static final String CLIENT_VALUE = "api.jwt.client-value";

  /**
   * The settings; null where no tokens are taken.
   *
   * @throws InvalidApiCredentialsException for those that would let in tokens of others
   */
  static @Nullable TokenProperties of(Environment environment) {
    Binder binder = Binder.get(environment);
    TokenProperties properties =
        new TokenProperties(
            text(binder, ISSUER),
            text(binder, KEYS),
            text(binder, KEY),
            audiences(binder),
            text(binder, CLIENT_CLAIM),
            text(binder, CLIENT_VALUE));
    if (properties.issuer == null && properties.keysUri == null && properties.keyLocation == null) {
      return null;
    }
    properties.check();
    return properties;
  }

  /** Where tokens come from, for people. */
  String source() {
    return issuer != null ? issuer : "the keys at " + keyLocation;
  }

  private void check() {
    if (audiences.isEmpty()) {
      throw new InvalidApiCredentialsException(
          "Bearer tokens are taken, but for no audience: tokens for the issuer's other services"
              + " would be good here. Set "
              + AUDIENCES
              + " to what the issuer writes into aud for this API.");
    }
    if (keysUri != null && issuer == null) {
      throw new InvalidApiCredentialsException(
          KEYS
              + " is set without "
              + ISSUER
              + ": an issuer may sign for several organisations with the same keys. Set both.");
    }
    if (keyLocation != null && keysUri != null) {
      throw new InvalidApiCredentialsException(KEY + " and " + KEYS + " are both set: leave one.");
    }
    if ((clientClaim == null) != (clientValue == null)) {
      throw new InvalidApiCredentialsException(
          CLIENT_CLAIM + " and " + CLIENT_VALUE + " go together: set both or neither.");
    }
  }

  private static @Nullable String text(Binder binder, String property) {
    String text = binder.bind(property, String.class).orElse("").strip();
    return text.isEmpty() ? null : text;
  }

  private static List<String> audiences(Binder binder) {
    return binder.bind(AUDIENCES, Bindable.listOf(String.class)).orElse(List.of()).stream()
        .map(String::strip)
        .filter(audience -> !audience.isEmpty())
        .toList();
  }
}
