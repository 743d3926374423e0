package io.paymentdone.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.JWTProcessor;
import io.paymentdone.web.logging.RepeatedFailure;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ResourceLoader;

/**
 * Finds the callers of bearer tokens. A token that was valid is known by its digest for a while,
 * never past its {@code exp}, since checking a signature takes as long as a payment.
 */
final class BearerTokens {

  private static final Logger log = LoggerFactory.getLogger(BearerTokens.class);

  /** With the time that keys are kept, less than five minutes. */
  private static final Duration REMEMBERED = Duration.ofMinutes(2);

  private static final int ENTRIES_MAX = 8_192;
  private static final long BYTES_MAX = 4L << 20;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final JWTProcessor<SecurityContext> verifier;
  private final TokenCallers callers;
  private final InstantSource clock;
  private final RepeatedFailure keysFailures;

  /** Since the last look; whether a key is unknown cannot be said then. */
  private volatile boolean keysAreMissing;

  private final TokenCache known = new TokenCache(ENTRIES_MAX, BYTES_MAX);

  BearerTokens(JWTProcessor<SecurityContext> verifier, TokenCallers callers, InstantSource clock) {
    this.verifier = verifier;
    this.callers = callers;
    this.clock = clock;
    this.keysFailures = new RepeatedFailure(Clock.systemUTC());
  }

  /**
   * Takes tokens as the settings say.
   *
   * @throws InvalidApiCredentialsException for settings that cannot be used
   */
  static BearerTokens of(TokenProperties properties, ResourceLoader resources) {
    return new BearerTokens(
        TokenVerifier.of(properties, resources), new TokenCallers(properties), Clock.systemUTC());
  }

  /**
   * Whose a token is.
   *
   * @throws InvalidTokenException if it is not valid here and now
   * @throws CallerNotCheckedException if the issuer's keys cannot be had
   */
  Caller caller(String token) {
    ByteBuffer digest = digest(token);
    long nowMillis = clock.millis();
    Caller caller = known.get(digest, nowMillis);
    if (caller == null) {
      JWTClaimsSet claims = verify(token);
      caller = callers.of(claims);
      known.put(
          digest,
          caller,
          Math.min(
              claims.getExpirationTime().toInstant().toEpochMilli(),
              nowMillis + REMEMBERED.toMillis()));
    }
    return caller;
  }

  private JWTClaimsSet verify(String token) {
    try {
      JWTClaimsSet claims = verifier.process(token, null);
      keysAreMissing = false;
      keysFailures.end();
      return claims;
    } catch (RateLimitReachedException e) {
      if (keysAreMissing) {
        throw notChecked();
      }
      // Keys were fetched a moment ago, and the token's was not there.
      log.debug("token refused: its key is unknown");
      throw new InvalidTokenException("unknown key");
    } catch (KeySourceException e) {
      keysAreMissing = true;
      String causes = RepeatedFailure.causes(e);
      if (keysFailures.isNews(causes)) {
        log.warn("the keys of the issuer of tokens cannot be had: {}", causes);
      }
      throw notChecked();
    } catch (JOSEException | BadJOSEException | ParseException | IllegalArgumentException e) {
      // For operators whose clients' tokens are refused: it names issuer and audience, no more.
      log.debug("token refused: {}", e.getMessage());
      throw new InvalidTokenException("not a valid token");
    }
  }

  private static CallerNotCheckedException notChecked() {
    return new CallerNotCheckedException(
        ProblemException.of(
            ProblemCode.UNAVAILABLE,
            "The issuer's keys cannot be had, so the token was not checked and nothing was"
                + " stored. Repeat the request.",
            RETRY_AFTER));
  }

  private static ByteBuffer digest(String token) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
