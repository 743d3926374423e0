package io.paymentdone.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Digests by which secrets are known again. The key is this process's own: who finds a digest in a
 * memory dump cannot look it up, and secrets of little entropy cannot be guessed from it without
 * the key.
 */
final class Fingerprint {

  /** Length of each. */
  static final int BYTES = 32;

  private final byte[] key = new byte[BYTES];

  Fingerprint() {
    new SecureRandom().nextBytes(key);
  }

  /** The same for the same text. */
  byte[] of(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(key);
      return digest.digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
