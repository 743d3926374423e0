package io.paymentdone.web.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.testsupport.TestIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.mock.env.MockEnvironment;

@ExtendWith(OutputCaptureExtension.class)
class PublicKeysTests {

  private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final TestIssuer issuer = new TestIssuer();
  private Path file;

  @BeforeEach
  void write(@TempDir Path directory) throws IOException {
    file = Files.writeString(directory.resolve("keys.pem"), issuer.pem());
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  @Test
  void aTokenIsGoodByAnyOfTheKeys() throws IOException {
    String before = issuer.user("user1", "");
    String oldKey = issuer.pem();
    issuer.rotate();
    Files.writeString(file, "The key of before:\n" + oldKey + "The new one:\r\n" + issuer.pem());
    BearerTokens tokens = tokens();

    assertThat(tokens.caller(before).userId()).isEqualTo("user1");
    assertThat(tokens.caller(issuer.user("user2", "")).userId()).isEqualTo("user2");
    issuer.rotate();
    String unknown = issuer.user("user3", "");
    assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> tokens.caller(unknown));
  }

  @Test
  void aChangedFileIsReadWithoutARestart(CapturedOutput output) throws IOException {
    PublicKeys keys = keys();
    var old = keys.all();
    issuer.rotate();
    Files.writeString(file, issuer.pem());

    nanos.addAndGet(INTERVAL.toNanos() - 1);
    assertThat(keys.all()).as("not for each token").isEqualTo(old);
    nanos.addAndGet(1);
    assertThat(keys.all()).hasSize(1).isNotEqualTo(old);
    assertThat(output).contains("the keys of the issuer of tokens changed; there are 1 now");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----"})
  void theKeysOfBeforeStayWhileTheFileIsNoKey(String content, CapturedOutput output)
      throws IOException {
    PublicKeys keys = keys();
    var old = keys.all();
    Files.writeString(file, content);

    nanos.addAndGet(INTERVAL.toNanos());
    assertThat(keys.all()).isEqualTo(old);
    Files.delete(file);
    nanos.addAndGet(INTERVAL.toNanos());
    assertThat(keys.all()).isEqualTo(old);
    assertThat(output.getAll().lines().filter(line -> line.contains("cannot be read, those of")))
        .hasSize(1);

    issuer.rotate();
    Files.writeString(file, issuer.pem());
    nanos.addAndGet(INTERVAL.toNanos());
    assertThat(keys.all()).isNotEqualTo(old);
  }

  @Test
  void doesNotStartWithAFileThatIsTooLong() throws IOException {
    Files.writeString(file, issuer.pem() + "x".repeat(16 << 10));

    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(this::keys)
        .withMessageContaining(file.toString());
  }

  private PublicKeys keys() {
    return new PublicKeys(new FileSystemResource(file), nanos::get);
  }

  private BearerTokens tokens() {
    MockEnvironment environment =
        new MockEnvironment()
            .withProperty(PREFIX + "public-key-location", file.toUri().toString())
            .withProperty(PREFIX + "audiences", TestIssuer.AUDIENCE);
    return BearerTokens.of(
        requireNonNull(TokenProperties.of(environment)), new DefaultResourceLoader());
  }
}
