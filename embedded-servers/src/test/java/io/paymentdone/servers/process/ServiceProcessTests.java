package io.paymentdone.servers.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.paymentdone.servers.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTests {

  @TempDir private Path directory;
  private ServiceProcess service;

  @BeforeEach
  void declare() {
    int port = Ports.free();
    service =
        new ServiceProcess(
            new ServiceProcess.Spec(
                "small",
                port,
                new JvmOptions(List.of("-Xmx32m", "-XX:TieredStopAtLevel=1")),
                List.of("-cp", System.getProperty("java.class.path"), SmallService.class.getName()),
                List.of("--server.port=" + port),
                Map.of("SECRET", "of the environment"),
                directory.resolve("small.log")));
  }

  @AfterEach
  void end() {
    service.close();
  }

  @Test
  void hasItsSecretsFromTheEnvironment() throws IOException {
    service.start();
    service.awaitReady();

    assertThat(answer()).isEqualTo("of the environment");
  }

  @Test
  void standsStillWhileItIsFrozen() throws IOException {
    service.start();
    service.awaitReady();

    service.freeze();
    Assertions.assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this::answer);
    assertThat(service.isAlive()).isTrue();

    service.thaw();
    assertThat(answer()).isNotEmpty();
  }

  @Test
  void startsAgainAfterItsEnd() {
    service.start();
    service.awaitReady();
    service.kill();
    assertThat(service.ended()).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(128 + 9);

    service.start();
    service.awaitReady();

    assertThat(service.stop()).isPositive();
    assertThat(service.ended()).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(128 + 15);
  }

  @Test
  void saysWhyItIsNotReady() {
    ServiceProcess broken = ServiceProcess.start(service.spec().withArguments(List.of("--broken")));

    assertThatIllegalStateException()
        .isThrownBy(broken::awaitReady)
        .withMessageContaining("small ended with status 7 while it started")
        .withMessageContaining("no database");
  }

  private String answer() throws IOException {
    URLConnection connection =
        URI.create("http://127.0.0.1:" + service.port() + "/readyz").toURL().openConnection();
    connection.setReadTimeout(1000);
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
