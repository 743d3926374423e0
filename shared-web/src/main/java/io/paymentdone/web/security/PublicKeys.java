package io.paymentdone.web.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.paymentdone.web.logging.RationedLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.security.converter.RsaKeyConverters;

/**
 * RSA keys in PEM at a place that the operator names. A file is read again while tokens come, at
 * most once in 10 s whatever tokens strangers send: the issuer's key is changed without a restart,
 * with both keys in the file as long as there are tokens of both.
 */
final class PublicKeys {

  private static final Logger log = LoggerFactory.getLogger(PublicKeys.class);

  private static final Duration READ_INTERVAL = Duration.ofSeconds(10);

  /** Some twenty keys: a token that is not valid is checked with all of them. */
  private static final int BYTES_MAX = 16 << 10;

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", Pattern.DOTALL);

  private final Resource resource;
  private final LongSupplier nanoTime;
  private final AtomicLong nextReadNanos;
  private final RationedLog failures = new RationedLog(Duration.ofMinutes(1));

  private volatile List<RSAPublicKey> keys;

  /**
   * Reads the keys.
   *
   * @throws InvalidApiCredentialsException if there is none, or one that cannot be read
   */
  PublicKeys(Resource resource) {
    this(resource, System::nanoTime);
  }

  PublicKeys(Resource resource, LongSupplier nanoTime) {
    this.resource = resource;
    this.nanoTime = nanoTime;
    this.nextReadNanos = new AtomicLong(nanoTime.getAsLong() + READ_INTERVAL.toNanos());
    try {
      this.keys = read();
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new InvalidApiCredentialsException(
          "There are no public RSA keys in PEM (BEGIN PUBLIC KEY) at "
              + resource.getDescription()
              + ".");
    }
  }

  /** The keys, as they were at most 10 s ago; those of before as long as they cannot be read. */
  List<RSAPublicKey> all() {
    long now = nanoTime.getAsLong();
    long next = nextReadNanos.get();
    if (now - next >= 0
        // Another place may be slow to read.
        && resource.isFile()
        && nextReadNanos.compareAndSet(next, now + READ_INTERVAL.toNanos())) {
      readAgain();
    }
    return keys;
  }

  private void readAgain() {
    try {
      List<RSAPublicKey> found = read();
      if (!found.equals(keys)) {
        log.info("the keys of the issuer of tokens changed; there are {} now", found.size());
        keys = found;
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      if (failures.add(1) > 0) {
        log.warn(
            "the keys of the issuer of tokens cannot be read, those of before are used: {}",
            e.toString());
      }
    }
  }

  private List<RSAPublicKey> read() throws IOException {
    List<RSAPublicKey> found =
        PEM.matcher(text()).results().map(MatchResult::group).map(PublicKeys::key).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no public key");
    }
    return found;
  }

  private String text() throws IOException {
    try (InputStream in = resource.getInputStream()) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new IllegalArgumentException("more than " + BYTES_MAX + " bytes");
      }
      return new String(bytes, ISO_8859_1);
    }
  }

  private static RSAPublicKey key(String pem) {
    return Objects.requireNonNull(
        RsaKeyConverters.x509().convert(new ByteArrayInputStream(pem.getBytes(ISO_8859_1))));
  }
}
