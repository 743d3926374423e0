package io.paymentdone.web.security;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.BadCredentialsException;

/**
 * The configured clients. A secret that was right once is known by its fingerprint, which takes a
 * microsecond and the same time wherever a comparison fails.
 *
 * <p>Bcrypt is asked until each secret of the client was given once. Few checks run at the same
 * time, so that who guesses secrets does not take the CPU from payments.
 */
final class ApiClients {

  private static final Duration WAIT_MAX = Duration.ofMillis(500);

  private final Fingerprint fingerprints;
  private final Map<String, ApiClient> byName;

  /** No client's. */
  private final byte[] nobody;

  private final Semaphore slowChecks =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

  /**
   * Takes the clients of {@code api.credentials} and {@code api.clients}.
   *
   * @throws InvalidApiCredentialsException for one that is not as it must be
   */
  static ApiClients of(Environment environment) {
    Fingerprint fingerprints = new Fingerprint();
    return new ApiClients(ConfiguredClients.of(environment, fingerprints), fingerprints);
  }

  private ApiClients(List<ApiClient> clients, Fingerprint fingerprints) {
    Map<String, ApiClient> named = new LinkedHashMap<>();
    for (ApiClient client : clients) {
      if (named.put(client.caller().name(), client) != null) {
        throw new InvalidApiCredentialsException(
            "Two clients of api.credentials and api.clients have the same name: "
                + client.caller().name());
      }
    }
    this.byName = named;
    this.fingerprints = fingerprints;
    this.nobody = fingerprints.of("");
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** All of them; as text, their names and scopes. */
  Collection<ApiClient> all() {
    return byName.values();
  }

  /**
   * The client of this name, if the secret is one of its.
   *
   * @throws BadCredentialsException if not
   * @throws CallerNotCheckedException if too many check secrets now
   */
  Caller authenticate(String name, String secret) {
    byte[] given = fingerprints.of(secret);
    ApiClient client = byName.get(name);
    boolean right = client == null ? isNobodys(given) : isOneOf(client, secret, given);
    if (client == null || !right) {
      throw new BadCredentialsException("unknown client or wrong secret");
    }
    return client.caller();
  }

  /** Takes as long as the comparison with a secret that is known. */
  private boolean isNobodys(byte[] given) {
    return MessageDigest.isEqual(nobody, given);
  }

  private boolean isOneOf(ApiClient client, String secret, byte[] given) {
    boolean known = false;
    boolean unknown = false;
    for (ApiSecret candidate : client.secrets()) {
      known |= candidate.isKnownAs(given);
      unknown |= candidate.isUnknown();
    }
    return known || (unknown && isProven(client, secret, given));
  }

  private boolean isProven(ApiClient client, String secret, byte[] given) {
    if (!isMyTurn()) {
      throw CallerNotCheckedException.overloaded();
    }
    try {
      return client.secrets().stream().anyMatch(candidate -> candidate.proves(secret, given));
    } finally {
      slowChecks.release();
    }
  }

  private boolean isMyTurn() {
    try {
      return slowChecks.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
