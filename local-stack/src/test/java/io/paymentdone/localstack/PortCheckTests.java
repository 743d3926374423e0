package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.servers.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortCheckTests {

  private final Terminal terminal =
      new Terminal(new PrintStream(new ByteArrayOutputStream()), false);

  @TempDir Path directory;
  private DataDirectory data;

  @BeforeEach
  void open() {
    data = DataDirectory.open(directory);
  }

  @AfterEach
  void release() {
    data.release();
  }

  @Test
  void namesTheBusyPortAndTheOptionThatChangesIt() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int busy = other.getLocalPort();

      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() ->
              PortCheck.requireFree(
                  Options.parse("--console-port=" + busy, "--kafka-port=" + Ports.free()).ports(),
                  data,
                  terminal))
          .withMessageContaining("Port " + busy + ", wanted for the console, is in use")
          .withMessageContaining("--console-port=");
    }
  }

  @Test
  void namesTheMailServersBusyPort() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<PortCheck.Wanted> mail =
          Options.parse("--smtp-port=" + other.getLocalPort()).ports().stream()
              .filter(port -> port.option().equals("--smtp-port"))
              .toList();

      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> PortCheck.requireFree(mail, data, terminal))
          .withMessageContaining("wanted for the console's mail server, is in use")
          .withMessageContaining("--smtp-port=");
    }
  }

  @Test
  void refusesOnePortForTwo() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() ->
            PortCheck.requireFree(Options.parse("--console-port=8080").ports(), data, terminal))
        .withMessageContaining("--console-port")
        .withMessageContaining("--payment-port");
  }

  @Test
  void acceptsFreePorts() {
    assertThatCode(() ->
            PortCheck.requireFree(
                List.of(new PortCheck.Wanted(Ports.free(), "Kafka", "--kafka-port")),
                data,
                terminal))
        .doesNotThrowAnyException();
  }
}
