package io.paymentdone.console.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** SMTP as no client library would speak it: bytes over a socket, and the replies to them. */
public final class SmtpClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final OutputStream out;
  private final BufferedReader in;

  private SmtpClient(Socket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  /** Connects, without waiting for the greeting. */
  public static SmtpClient connect(int port) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return new SmtpClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one mail over a connection of its own; returns the reply to it. */
  public static String send(int port, String mail) {
    try (SmtpClient client = connect(port)) {
      client.reply();
      return client.mail(mail);
    }
  }

  /** Sends one mail; returns the reply to it. */
  public String mail(String mail) {
    say("MAIL FROM:<notifications@example.com>");
    say("RCPT TO:<user1@example.com>");
    say("DATA");
    return say(mail + "\r\n.");
  }

  /** Sends a line; returns the last line of the reply. */
  public String say(String line) {
    write(line + "\r\n");
    return reply();
  }

  /** Sends text as it is. */
  public void write(String text) {
    write(text.getBytes(UTF_8));
  }

  /** Sends bytes; the server may have closed the connection. */
  void write(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (SocketException closed) {
      // The next reply is the end of the connection.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last line of the next reply; empty if the server has closed the connection. */
  public String reply() {
    try {
      String line = in.readLine();
      while (line != null && line.length() > 3 && line.charAt(3) == '-') {
        line = in.readLine();
      }
      return line == null ? "" : line;
    } catch (SocketException reset) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
