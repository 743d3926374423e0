package io.paymentdone.web.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ResourceLoader;

/**
 * Makes what checks a token's signature and claims: an asymmetric signature by a key of the issuer,
 * {@code aud}, {@code exp} and {@code nbf}, a {@code sub}, and {@code iss} where it is configured.
 *
 * <p>It is the library under Spring's resource server, used directly: Spring's decoder takes tokens
 * that never expire, and lets a stranger's tokens fetch the issuer's keys as often as they come.
 */
final class TokenVerifier {

  /** How far the issuer's clock may differ from ours. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  private static final Set<JWSAlgorithm> RSA =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);

  /** None that has a secret shared with the issuer: who can check one could also make one. */
  private static final Set<JWSAlgorithm> ASYMMETRIC =
      Stream.concat(
              RSA.stream(), Stream.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512))
          .collect(Collectors.toUnmodifiableSet());

  private TokenVerifier() {}

  /**
   * A verifier.
   *
   * @throws InvalidApiCredentialsException for keys that cannot be read
   */
  static JWTProcessor<SecurityContext> of(TokenProperties properties, ResourceLoader resources) {
    ConfigurableJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    // An access token is a JWT, or at+jwt by RFC 9068; other kinds of token are not for us.
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT,
            new JOSEObjectType("at+jwt"),
            new JOSEObjectType("application/at+jwt"),
            null));
    processor.setJWSKeySelector(keys(properties, resources));
    processor.setJWTClaimsSetVerifier(claims(properties));
    return processor;
  }

  private static DefaultJWTClaimsVerifier<SecurityContext> claims(TokenProperties properties) {
    String issuer = properties.issuer();
    JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
    if (issuer != null) {
      exact.issuer(issuer);
    }
    DefaultJWTClaimsVerifier<SecurityContext> verifier =
        new DefaultJWTClaimsVerifier<>(
            Set.copyOf(properties.audiences()), exact.build(), Set.of("sub", "exp"), Set.of());
    verifier.setMaxClockSkew(Math.toIntExact(CLOCK_SKEW.toSeconds()));
    return verifier;
  }

  private static JWSKeySelector<SecurityContext> keys(
      TokenProperties properties, ResourceLoader resources) {
    String location = properties.keyLocation();
    if (location != null) {
      PublicKeys keys = new PublicKeys(resources.getResource(location));
      return (header, context) -> RSA.contains(header.getAlgorithm()) ? keys.all() : List.of();
    }
    return new JWSVerificationKeySelector<>(
        ASYMMETRIC, IssuerKeys.of(issuer(properties.issuer()), properties.keysUri()));
  }

  private static String issuer(@Nullable String issuer) {
    if (issuer == null) {
      throw new IllegalStateException("without a key there is an issuer");
    }
    return issuer;
  }
}
