package io.paymentdone.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * A secret of a client: its fingerprint, or a bcrypt hash until somebody has given the secret. The
 * plain text is not kept.
 *
 * <p>Only one text has the hash, so that once it was given every other one is wrong, and no check
 * takes the tens of milliseconds of bcrypt any more.
 */
final class ApiSecret {

  private static final String BCRYPT = "{bcrypt}";
  private static final String NOOP = "{noop}";

  private static final int SALT_AND_HASH_LENGTH = 53;

  private static final Pattern BCRYPT_HASH =
      Pattern.compile("\\$2[aby]\\$(?<cost>\\d{2})\\$[./A-Za-z0-9]{" + SALT_AND_HASH_LENGTH + "}");

  private static final int COST_MIN = 4;

  /** About a second. */
  private static final int COST_MAX = 14;

  /** Bcrypt ignores what comes after. */
  private static final int BYTES_MAX = 72;

  private final @Nullable String hash;
  private final long rounds;
  private volatile byte @Nullable [] fingerprint;

  private ApiSecret(@Nullable String hash, long rounds, byte @Nullable [] fingerprint) {
    this.hash = hash;
    this.rounds = rounds;
    this.fingerprint = fingerprint;
  }

  static ApiSecret plain(String secret, Fingerprint fingerprints) {
    return new ApiSecret(null, 0, fingerprints.of(secret));
  }

  /** One that nobody can give, not even as the empty text: no text has this fingerprint. */
  static ApiSecret none() {
    return new ApiSecret(null, 0, new byte[Fingerprint.BYTES]);
  }

  /** A hash that is nobody's secret, and takes as long to check as any other of that cost. */
  static String hashOfNone(int cost) {
    return String.format(Locale.ROOT, "$2a$%02d$%s", cost, ".".repeat(SALT_AND_HASH_LENGTH));
  }

  /**
   * Reads a configured secret, {@code {bcrypt}} and its hash or {@code {noop}} and its plain text.
   *
   * @param place for messages, which never have the secret
   * @throws InvalidApiCredentialsException for any other text
   */
  static ApiSecret parse(String configured, String place, Fingerprint fingerprints) {
    String text = configured.strip();
    if (text.startsWith(NOOP) && text.length() > NOOP.length()) {
      return plain(text.substring(NOOP.length()), fingerprints);
    }
    if (!text.startsWith(BCRYPT)) {
      throw new InvalidApiCredentialsException(
          place + " is neither {bcrypt} and a hash nor {noop} and a secret.");
    }
    Matcher hash = BCRYPT_HASH.matcher(text.substring(BCRYPT.length()));
    if (!hash.matches()) {
      throw new InvalidApiCredentialsException(place + " is no hash of bcrypt.");
    }
    int cost = Integer.parseInt(hash.group("cost"));
    if (cost < COST_MIN || cost > COST_MAX) {
      throw new InvalidApiCredentialsException(
          place + " has a cost of bcrypt that is not from " + COST_MIN + " to " + COST_MAX + ".");
    }
    return new ApiSecret(hash.group(), 1L << cost, null);
  }

  /** Whether the secret with this fingerprint is known to be this one. */
  boolean isKnownAs(byte[] given) {
    byte[] known = fingerprint;
    return known != null && MessageDigest.isEqual(known, given);
  }

  /** Whether bcrypt would take it for its beginning. */
  static boolean isTooLong(String secret) {
    return secret.getBytes(UTF_8).length > BYTES_MAX;
  }

  /** Rounds that bcrypt needs to tell whether a secret is this one; 0 when it is known. */
  long work() {
    return fingerprint == null ? rounds : 0;
  }

  /** Asks bcrypt, if that can tell anything new. */
  boolean proves(String secret, byte[] given, PasswordEncoder bcrypt) {
    if (hash == null || fingerprint != null) {
      return isKnownAs(given);
    }
    boolean right = bcrypt.matches(secret, hash);
    if (right) {
      fingerprint = given;
    }
    return right;
  }
}
