package io.paymentdone.web.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.OutageTolerantJWKSetSource;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.jose.util.events.Event;
import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.logging.RepeatedFailure;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes, fetched when the first token comes, so that a service starts
 * without the issuer. An unknown key in a token makes them be fetched again, at most twice in 10 s
 * whatever tokens strangers send.
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {

  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

  private static final RationedLog outages = new RationedLog(Duration.ofMinutes(1));

  /** With the time that a token is remembered, less than five minutes. */
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(2);

  /** Keys of before are good for so long while the issuer is away. */
  private static final Duration OUTAGE_MAX = Duration.ofHours(1);

  private static final Duration FETCH_INTERVAL_MIN = Duration.ofSeconds(10);
  private static final Duration WAIT_MAX = Duration.ofSeconds(5);

  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final int READ_MILLIS_MAX = 2_000;
  private static final int BYTES_MAX = 256 << 10;

  private static final String METADATA = "/.well-known/openid-configuration";

  private final ResourceRetriever http =
      new DefaultResourceRetriever(CONNECT_MILLIS_MAX, READ_MILLIS_MAX, BYTES_MAX);

  private final String issuer;
  private final @Nullable String keysUri;

  private IssuerKeys(String issuer, @Nullable String keysUri) {
    this.issuer = issuer;
    this.keysUri = keysUri;
  }

  /**
   * The keys of an issuer.
   *
   * @param keysUri where they are; null: where the issuer's metadata says
   * @throws InvalidApiCredentialsException for an address that is none
   */
  static JWKSource<SecurityContext> of(String issuer, @Nullable String keysUri) {
    check(issuer);
    if (keysUri != null) {
      check(keysUri);
    }
    return JWKSourceBuilder.create(new IssuerKeys(issuer, keysUri))
        .cache(TIME_TO_LIVE.toMillis(), WAIT_MAX.toMillis())
        // It would need a thread of its own; remembered tokens go on while keys are fetched.
        .refreshAheadCache(false)
        .rateLimited(FETCH_INTERVAL_MIN.toMillis())
        .outageTolerant(OUTAGE_MAX.toMillis(), IssuerKeys::onEvent)
        .build();
  }

  private static void check(String address) {
    try {
      URL url = url(address);
      if ("http".equals(url.getProtocol()) && !isOfThisMachine(url.getHost())) {
        log.warn(
            "{} is not https: whoever is on the path to it can make tokens of any caller", address);
      }
    } catch (MalformedURLException e) {
      throw new InvalidApiCredentialsException(
          "The issuer of tokens, or the address of its keys, is no http or https URL: " + address);
    }
  }

  private static void onEvent(Event<?, ?> event) {
    if (event instanceof OutageTolerantJWKSetSource.OutageEvent<?> outage && outages.add(1) > 0) {
      log.warn(
          "the keys of the issuer of tokens cannot be had, those of before are used for at most {}"
              + " minutes: {}",
          OUTAGE_MAX.toMinutes(),
          RepeatedFailure.causes(outage.getException()));
    }
  }

  private static boolean isOfThisMachine(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  private static URL url(String address) throws MalformedURLException {
    try {
      URI uri = URI.create(address);
      String scheme = uri.getScheme();
      if (uri.getHost() != null && ("https".equals(scheme) || "http".equals(scheme))) {
        return uri.toURL();
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new MalformedURLException(address);
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator evaluator, long currentTime, @Nullable SecurityContext context)
      throws KeySourceException {
    try {
      String address = keysUri == null ? published() : keysUri;
      return new URLBasedJWKSetSource<>(url(address), http)
          .getJWKSet(evaluator, currentTime, context);
    } catch (IOException | ParseException e) {
      throw new JWKSetRetrievalException("the issuer's metadata cannot be read", e);
    }
  }

  private String published() throws IOException, ParseException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    var metadata = JSONObjectUtils.parse(http.retrieveResource(url(base + METADATA)).getContent());
    if (!issuer.equals(JSONObjectUtils.getString(metadata, "issuer"))) {
      throw new ParseException("the metadata is another issuer's", 0);
    }
    String address = JSONObjectUtils.getString(metadata, "jwks_uri");
    if (address == null) {
      throw new ParseException("the metadata has no jwks_uri", 0);
    }
    return address;
  }

  /** Holds nothing open. */
  @Override
  public void close() {}
}
