package io.paymentdone.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.web.security.ApiCredentials.Credential;
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
   * @throws InvalidApiCredentialsException for a name that is taken or reserved
   */
  ApiClients(List<Credential> clients) {
    for (Credential client : clients) {
      if (client.user().equals(CallerCheck.ANONYMOUS)) {
        throw new InvalidApiCredentialsException(
            "The name '"
                + CallerCheck.ANONYMOUS
                + "' in api.credentials is reserved: payments made in the profile local are its.");
      }
      if (passwordHashes.put(client.user(), sha256(client.password())) != null) {
        throw new InvalidApiCredentialsException(
            "api.credentials names a user twice that has a password already: " + client.user());
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
