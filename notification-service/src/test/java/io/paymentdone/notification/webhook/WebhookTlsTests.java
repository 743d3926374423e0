package io.paymentdone.notification.webhook;

import static io.paymentdone.notification.webhook.MisbehavingServer.answering;
import static io.paymentdone.notification.webhook.TestEndpoints.PATIENCE;
import static io.paymentdone.notification.webhook.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers with good and bad certificates, at a client that trusts one authority. */
class WebhookTlsTests {

  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
  private static final String HERE = "san=ip:127.0.0.1";

  @TempDir private static Path directory;
  private static TestCertificates certificates;

  private final WebhookClient client = TestEndpoints.client(Clock.systemUTC(), PATIENCE);

  @BeforeAll
  static void trustTheAuthority() throws Exception {
    certificates = new TestCertificates(directory);
    System.setProperty(TRUST_STORE, certificates.trustStore().toString());
    System.setProperty(TRUST_STORE_PASSWORD, TestCertificates.PASSWORD);
  }

  @AfterAll
  static void trustAsBefore() {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE_PASSWORD);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void takesACertificateOfATrustedAuthority() throws Exception {
    assertThat(send(certificates.issue("good", "-ext", HERE))).isEqualTo(new Delivered(200));
  }

  @Test
  void refusesAnExpiredCertificate() throws Exception {
    LocalDate end = LocalDate.now(ZoneOffset.UTC).minus(5, ChronoUnit.DAYS);

    assertThat(
            send(
                certificates.issue(
                    "expired", "-ext", HERE, "-startdate", "-10d", "-validity", "5")))
        .isEqualTo(new Failed(null, "TLS: certificate expired on " + end, null, true));
  }

  @Test
  void refusesACertificateThatIsNotValidYet() throws Exception {
    assertThat(send(certificates.issue("future", "-ext", HERE, "-startdate", "+10d")))
        .isEqualTo(new Failed(null, "TLS: the certificate is not valid yet", null, true));
  }

  @Test
  void refusesACertificateOfAnotherHost() throws Exception {
    assertThat(send(certificates.issue("other", "-ext", "san=dns:other.example")))
        .isEqualTo(new Failed(null, "TLS: the certificate is not valid for this host", null, true));
  }

  @Test
  void refusesACertificateOfNoAuthority() throws Exception {
    assertThat(send(certificates.selfSigned("self", "-ext", HERE)))
        .isEqualTo(
            new Failed(
                null, "TLS: the certificate is of no authority that is trusted here", null, true));
  }

  @Test
  void reportsAPortWithoutTls() throws Exception {
    try (MisbehavingServer server =
        new MisbehavingServer(connection -> connection.write("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
      URI https = URI.create("https://127.0.0.1:" + server.url().getPort() + "/");

      assertThat(client.send(endpoint(https), "id", "{}"))
          .isEqualTo(new Failed(null, "TLS: handshake failed", null, true));
    }
  }

  private Outcome send(SSLContext tls) throws Exception {
    SSLServerSocket listener =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (MisbehavingServer server =
        new MisbehavingServer(listener, "https", answering("HTTP/1.1 200 OK"))) {
      return client.send(endpoint(server.url()), "id", "{}");
    }
  }
}
