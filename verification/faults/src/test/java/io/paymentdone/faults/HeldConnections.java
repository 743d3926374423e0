package io.paymentdone.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.paymentdone.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Connections that hold an unfinished request open, and are opened again when they are cut off. */
final class HeldConnections implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MILLIS = 1000;
  private static final Duration BETWEEN_BYTES = Duration.ofSeconds(3);

  private final int port;
  private final byte[] begin;
  private final List<Socket> sockets = new ArrayList<>();
  private int opened;
  private int refused;

  private HeldConnections(int port, String begin) {
    this.port = port;
    this.begin = begin.getBytes(US_ASCII);
  }

  /** Each with 15 KB of a header that does not end. */
  static HeldConnections withHalfAHeader(int port) {
    return new HeldConnections(
        port, "POST /payments HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Held: " + "h".repeat(15_000));
  }

  /** Each with the largest body that is taken, less its last byte. */
  static HeldConnections withoutLastByteOfBody(int port, String path) {
    int length = 64 * 1024;
    return new HeldConnections(
        port,
        "POST "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + " ".repeat(length - 1));
  }

  /** Keeps so many open for a while. */
  void hold(int count, Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      open(count - sockets.size());
      Waiting.during(BETWEEN_BYTES);
      for (Iterator<Socket> open = sockets.iterator(); open.hasNext(); ) {
        Socket socket = open.next();
        if (isClosed(socket)) {
          open.remove();
          close(socket);
        }
      }
    }
  }

  private void open(int count) {
    for (int n = 0; n < count; n++) {
      Socket socket = new Socket();
      try {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
        socket.setSoTimeout(1);
        socket.getOutputStream().write(begin);
        sockets.add(socket);
        opened++;
      } catch (IOException e) {
        refused++;
        close(socket);
        return;
      }
    }
  }

  /** Sends one more byte of a header; a body's last byte is never sent. */
  private boolean isClosed(Socket socket) {
    try {
      if (begin.length < 20_000) {
        socket.getOutputStream().write('h');
      }
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillHeld) {
      return false;
    } catch (IOException cutOff) {
      return true;
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return sockets.size() + " held at the end, " + opened + " opened, " + refused + " refused";
  }

  @Override
  public void close() {
    sockets.forEach(HeldConnections::close);
  }
}
