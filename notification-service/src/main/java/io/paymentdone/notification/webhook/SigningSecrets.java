package io.paymentdone.notification.webhook;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.keygen.BytesKeyGenerator;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.stereotype.Component;

/**
 * Makes signing secrets and their stored form: a byte that tells the form, then the secret, in
 * clear or encrypted by AES-GCM.
 */
@Component
class SigningSecrets {

  /** Standard Webhooks asks for 24 to 64 bytes, and for this prefix of their base64. */
  private static final int SECRET_BYTES = 24;

  private static final String PREFIX = "whsec_";

  /** The length that NIST SP 800-38D is made for; Spring's default is 16. */
  private static final int IV_BYTES = 12;

  private static final byte CLEAR = 0;
  private static final byte ENCRYPTED = 1;

  private final BytesKeyGenerator random = KeyGenerators.secureRandom(SECRET_BYTES);
  private final @Nullable BytesEncryptor encryptor;
  private final boolean local;

  SigningSecrets(WebhookProperties properties, Environment environment) {
    String key = properties.secretKey();
    this.encryptor =
        key == null
            ? null
            : AesGcmBytesEncryptor.withSecretKey(
                    new SecretKeySpec(Base64.getDecoder().decode(key), "AES"))
                .ivGenerator(KeyGenerators.secureRandom(IV_BYTES))
                .build();
    this.local = environment.acceptsProfiles(Profiles.of("local"));
  }

  /** A new secret. */
  byte[] create() {
    return random.generateKey();
  }

  /** A secret as its client gets it. */
  static String text(byte[] secret) {
    return PREFIX + Base64.getEncoder().encodeToString(secret);
  }

  /**
   * The stored form of a secret: encrypted, or in clear where the profile local has no key.
   *
   * @throws ProblemException 503 {@code webhooks-not-configured} without a key elsewhere
   */
  byte[] seal(byte[] secret) {
    if (encryptor != null) {
      return form(ENCRYPTED, encryptor.encrypt(secret));
    }
    if (!local) {
      throw ProblemException.of(
          ProblemCode.WEBHOOKS_NOT_CONFIGURED,
          "This deployment has no key to store signing secrets with; nothing was stored. Its"
              + " operator sets "
              + WebhookProperties.SECRET_KEY
              + " to 32 random bytes in base64.");
    }
    return form(CLEAR, secret);
  }

  /** The secret of a stored form; empty if it was encrypted with another key, or is none. */
  Optional<byte[]> open(byte[] stored) {
    if (stored.length <= 1 + IV_BYTES) {
      return Optional.empty();
    }
    byte[] content = Arrays.copyOfRange(stored, 1, stored.length);
    if (stored[0] == CLEAR) {
      return Optional.of(content);
    }
    if (stored[0] != ENCRYPTED || encryptor == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(encryptor.decrypt(content));
    } catch (IllegalStateException otherKey) {
      return Optional.empty();
    }
  }

  private static byte[] form(byte form, byte[] content) {
    byte[] stored = new byte[1 + content.length];
    stored[0] = form;
    System.arraycopy(content, 0, stored, 1, content.length);
    return stored;
  }
}
