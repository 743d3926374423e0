package io.paymentdone.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.util.zip.GZIPOutputStream;

/**
 * HTTP as no client library would send it: bytes over a socket, and everything that comes back
 * until the server closes the connection.
 *
 * @param port of the server on loopback
 * @param timeout between two reads
 */
public record RawHttp(int port, Duration timeout) {

  /** With a timeout shorter than the services' own, whose end is not to be taken for an answer. */
  public RawHttp(int port) {
    this(port, Duration.ofSeconds(3));
  }

  /** Sends bytes. */
  public String exchange(byte[] request) {
    return exchange(out -> out.write(request));
  }

  /** Sends the lines of a head, a blank line and a body. */
  public String exchange(String body, String... head) {
    return exchange((String.join("\r\n", head) + "\r\n\r\n" + body).getBytes(UTF_8));
  }

  /** Sends while it reads. */
  public String exchange(Sender sender) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
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
    } catch (IOException closed) {
      // The server has answered and closed the connection: the reader sees the answer.
      return;
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      in.transferTo(answer);
    } catch (SocketException reset) {
      // After the answer, when the server did not read all that was sent.
      if (answer.size() == 0) {
        throw reset;
      }
    }
    return answer.toString(UTF_8);
  }

  /** {@code POST /payments} with a body. */
  public static byte[] post(byte[] body, String... headers) {
    return request("POST /payments", body, headers);
  }

  /** A request with a body. */
  public static byte[] request(String methodAndPath, byte[] body, String... headers) {
    StringBuilder head = new StringBuilder(methodAndPath + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Connection: close\r\nContent-Length: ").append(body.length).append("\r\n\r\n");
    return join(head.toString().getBytes(ISO_8859_1), body);
  }

  /** Ten kilobytes that unpack to ten megabytes of blanks. */
  public static byte[] gzipBomb() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(" ".repeat(10 << 20).getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** The first, then the second. */
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
