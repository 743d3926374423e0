package io.paymentdone.payment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** HTTP as no client library would send it: bytes over a socket. */
public final class RawHttp {

  private static final int TIMEOUT_MILLIS = 15_000;

  private RawHttp() {}

  /** Sends the bytes and reads until the server closes the connection. */
  public static String exchange(int port, byte[] request) {
    return exchange(port, out -> out.write(request));
  }

  /**
   * Sends while it reads, until the server closes the connection.
   *
   * @return everything that came back
   */
  public static String exchange(int port, Sender sender) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      Thread.ofVirtual().start(() -> send(socket, sender));
      return read(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Socket socket, Sender sender) {
    try {
      OutputStream out = socket.getOutputStream();
      sender.send(out);
      out.flush();
    } catch (IOException e) {
      // The server has answered and closed: the reader sees what it said.
      Thread.currentThread().interrupt();
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        response.write(buffer, 0, read);
      }
    } catch (java.net.SocketException e) {
      // Reset behind the answer.
      if (response.size() == 0) {
        throw e;
      }
    }
    return response.toString(UTF_8);
  }

  /** {@code POST /payments} with a body. */
  public static byte[] post(byte[] body, String... headers) {
    StringBuilder head = new StringBuilder("POST /payments HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Connection: close\r\nContent-Length: ").append(body.length).append("\r\n\r\n");
    return join(head.toString().getBytes(ISO_8859_1), body);
  }

  /** One behind the other. */
  public static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(first);
    joined.writeBytes(second);
    return joined.toByteArray();
  }

  /** Writes a request, in its own time. */
  public interface Sender {

    /** Writes it. */
    void send(OutputStream out) throws IOException;
  }
}
