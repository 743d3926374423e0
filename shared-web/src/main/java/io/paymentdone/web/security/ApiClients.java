package io.paymentdone.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configured clients, their passwords kept as SHA-256.
 *
 * <p>A slow hash such as bcrypt protects a stolen table of passwords that people chose. Here the
 * configuration holds the password itself and every request is checked, so it would only cost: tens
 * of milliseconds instead of a microsecond. What matters is that a comparison takes the same time
 * wherever it fails.
 */
final class ApiClients {

  private static final byte[] NOBODY = sha256("");

  private final Map<String, byte[]> passwordHashes = new HashMap<>();

  /**
   * Takes the clients in.
   *
   * @param credentials each {@code user:password}
   * @throws InvalidApiCredentialsException naming the place of the bad one, never its content
   */
  ApiClients(List<String> credentials) {
    for (int i = 0; i < credentials.size(); i++) {
      String pair = credentials.get(i).strip();
      int colon = pair.indexOf(':');
      if (colon < 1 || colon == pair.length() - 1) {
        throw new InvalidApiCredentialsException(
            "api.credentials[" + i + "] is not of the form user:password");
      }
      String user = pair.substring(0, colon);
      if (passwordHashes.put(user, sha256(pair.substring(colon + 1))) != null) {
        throw new InvalidApiCredentialsException(
            "api.credentials[" + i + "] names a user that has a password already");
      }
    }
  }

  /** Whether the password is the user's; takes as long for a user that does not exist. */
  boolean matches(String user, String password) {
    byte[] expected = passwordHashes.getOrDefault(user, NOBODY);
    boolean equal = MessageDigest.isEqual(expected, sha256(password));
    return equal && passwordHashes.containsKey(user);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
