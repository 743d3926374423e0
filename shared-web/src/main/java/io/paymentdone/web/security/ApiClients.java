package io.paymentdone.web.security;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * The configured clients. A secret that was right once is known by its fingerprint, which takes a
 * microsecond and the same time wherever a comparison fails.
 *
 * <p>Bcrypt is asked about wrong secrets until each secret was given once. It has as much work with
 * every name, a client's or nobody's, so that the time of an answer does not tell who is a client.
 * Few checks run at the same time, so that who guesses secrets does not take the CPU from payments.
 */
final class ApiClients {

  private static final Duration WAIT_MAX = Duration.ofMillis(500);

  private final Fingerprint fingerprints;
  private final Map<String, ApiClient> byName;

  private final PasswordEncoder bcrypt;
  private final List<ApiSecret> nobodys = List.of(ApiSecret.none());

  private final Semaphore slowChecks =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

  /**
   * Takes the clients of {@code api.credentials} and {@code api.clients}.
   *
   * @throws InvalidApiCredentialsException for one that is not as it must be
   */
  static ApiClients of(Environment environment) {
    return of(environment, new BCryptPasswordEncoder());
  }

  /**
   * The same, their hashes checked by this.
   *
   * @throws InvalidApiCredentialsException for one that is not as it must be
   */
  static ApiClients of(Environment environment, PasswordEncoder bcrypt) {
    Fingerprint fingerprints = new Fingerprint();
    return new ApiClients(ConfiguredClients.of(environment, fingerprints), fingerprints, bcrypt);
  }

  private ApiClients(List<ApiClient> clients, Fingerprint fingerprints, PasswordEncoder bcrypt) {
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
    this.bcrypt = bcrypt;
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
    List<ApiSecret> secrets = client == null ? nobodys : client.secrets();
    boolean right = isKnown(secrets, given) || isProven(secrets, secret, given);
    if (client == null || !right) {
      throw new BadCredentialsException("unknown client or wrong secret");
    }
    return client.caller();
  }

  private static boolean isKnown(List<ApiSecret> secrets, byte[] given) {
    boolean known = false;
    for (ApiSecret candidate : secrets) {
      known |= candidate.isKnownAs(given);
    }
    return known;
  }

  private boolean isProven(List<ApiSecret> secrets, String secret, byte[] given) {
    if (ApiSecret.isTooLong(secret)) {
      return false;
    }
    if (workMax() == 0) {
      // Another request may have given the last one that was unknown since it was looked for.
      return isKnown(secrets, given);
    }
    if (!isMyTurn()) {
      throw CallerNotCheckedException.overloaded();
    }
    try {
      long padding = workMax() - work(secrets);
      boolean right =
          secrets.stream().anyMatch(candidate -> candidate.proves(secret, given, bcrypt));
      if (!right) {
        workInVain(padding, secret);
      }
      return right;
    } finally {
      slowChecks.release();
    }
  }

  /** Of the client whose secrets take bcrypt longest. */
  private long workMax() {
    return byName.values().stream().mapToLong(client -> work(client.secrets())).max().orElse(0);
  }

  private static long work(List<ApiSecret> secrets) {
    return secrets.stream().mapToLong(ApiSecret::work).sum();
  }

  private void workInVain(long work, String secret) {
    for (int cost = 0; cost < Long.SIZE; cost++) {
      if ((work & (1L << cost)) != 0) {
        bcrypt.matches(secret, ApiSecret.hashOfNone(cost));
      }
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
