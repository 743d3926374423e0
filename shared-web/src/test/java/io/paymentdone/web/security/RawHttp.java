package io.paymentdone.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/** HTTP as no client library would send it: bytes over a socket. */
record RawHttp(int port) {

  /** Shorter than the server's own patience, so that its end is not taken for an answer. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Sends lines, a blank line and a body; everything that comes back until the server closes. */
  String exchange(String body, String... lines) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
      OutputStream out = socket.getOutputStream();
      out.write((String.join("\r\n", lines) + "\r\n\r\n" + body).getBytes(UTF_8));
      out.flush();
      return read(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      in.transferTo(answer);
    } catch (SocketException reset) {
      // Behind the answer, when the server did not read all that was sent.
      if (answer.size() == 0) {
        throw reset;
      }
    }
    return answer.toString(UTF_8);
  }
}
