package io.paymentdone.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault of a link, in front of an echo server. */
class LinkTests {

  private ServerSocket server;
  private Link link;
  private Socket client;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::echo);
    link = Link.to(server.getLocalPort());
    client = new Socket(InetAddress.getLoopbackAddress(), link.port());
    client.setSoTimeout(5000);
  }

  private void echo() {
    while (!server.isClosed()) {
      try {
        Socket accepted = server.accept();
        Thread.ofVirtual().start(() -> echo(accepted));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException reset) {
      return;
    }
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    link.close();
    server.close();
  }

  private int exchange(int sent) throws IOException {
    client.getOutputStream().write(sent);
    return client.getInputStream().read();
  }

  @Test
  void passesBytesOn() throws IOException {
    assertThat(exchange(7)).isEqualTo(7);
  }

  @Test
  void holdsBytesInBlackHoleAndDeliversThemWhenHealed() throws IOException {
    assertThat(exchange(7)).isEqualTo(7);
    link.behave(LinkFault.swallowing());
    client.setSoTimeout(200);

    assertThatThrownBy(() -> exchange(8)).isInstanceOf(SocketTimeoutException.class);

    link.heal();
    client.setSoTimeout(5000);
    assertThat(client.getInputStream().read()).isEqualTo(8);
  }

  @Test
  void holdsRequestsAndLetsRepliesPass() throws IOException {
    try (ServerSocket quiet = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Link oneWay = Link.to(quiet.getLocalPort());
        Socket asking = new Socket(InetAddress.getLoopbackAddress(), oneWay.port());
        Socket answering = quiet.accept()) {
      asking.setSoTimeout(5000);
      answering.setSoTimeout(200);
      oneWay.behave(LinkFault.swallowingRequests());
      asking.getOutputStream().write(8);
      answering.getOutputStream().write(9);

      assertThat(asking.getInputStream().read()).isEqualTo(9);
      assertThatThrownBy(() -> answering.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      oneWay.heal();
      answering.setSoTimeout(5000);
      assertThat(answering.getInputStream().read()).isEqualTo(8);
    }
  }

  @Test
  void delays() throws IOException {
    link.behave(LinkFault.latency(Duration.ofMillis(100), Duration.ofMillis(150)));
    long begin = System.nanoTime();

    assertThat(exchange(7)).isEqualTo(7);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(200));
  }

  @Test
  void delaysWhatFollowsNoFurther() throws IOException {
    link.behave(LinkFault.latency(Duration.ofMillis(100), Duration.ofMillis(100)));
    long begin = System.nanoTime();
    client.getOutputStream().write(new byte[100_000]);

    assertThat(client.getInputStream().readNBytes(100_000)).hasSize(100_000);

    // One chunk after the other, each 100 ms late, would take 5 s.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void deliversWhatWasSentBeforeTheEnd() throws IOException {
    link.behave(LinkFault.latency(Duration.ofMillis(100), Duration.ofMillis(100)));
    client.getOutputStream().write(new byte[100_000]);
    client.shutdownOutput();

    assertThat(client.getInputStream().readAllBytes()).hasSize(100_000);
  }

  @Test
  void throttles() throws IOException {
    link.behave(LinkFault.throttled(10_000));
    long begin = System.nanoTime();
    client.getOutputStream().write(new byte[2_000]);

    assertThat(client.getInputStream().readNBytes(2_000)).hasSize(2_000);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(350));
  }

  @Test
  void resetsConnectionsAndTakesNewOnes() throws IOException {
    assertThat(exchange(7)).isEqualTo(7);
    link.reset();

    assertThatThrownBy(() -> exchange(8)).isInstanceOf(SocketException.class);
    try (Socket other = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
      other.getOutputStream().write(9);
      assertThat(other.getInputStream().read()).isEqualTo(9);
    }
  }

  @Test
  void cutsReplyThatHasMarker() throws IOException {
    link.behave(LinkFault.cuttingReplies("A", 1));

    assertThat(exchange('B')).isEqualTo('B');
    assertThatThrownBy(() -> exchange('A')).isInstanceOf(SocketException.class);
    assertThat(link.cuts()).isEqualTo(1);
  }
}
