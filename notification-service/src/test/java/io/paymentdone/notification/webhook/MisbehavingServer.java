package io.paymentdone.notification.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A receiver of webhooks on loopback that does with each connection what a test says. */
final class MisbehavingServer implements AutoCloseable {

  /** What it does with a connection; the connection is closed when this ends. */
  interface Conduct {
    void serve(Connection connection) throws IOException, InterruptedException;
  }

  /**
   * What it got.
   *
   * @param headers by name in lower case, as the library that verifies takes them
   */
  record Request(String line, Map<String, List<String>> headers, String body) {

    @Nullable String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? null : String.join(", ", values);
    }
  }

  private final ServerSocket listener;
  private final URI url;
  private final Conduct conduct;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  MisbehavingServer(Conduct conduct) {
    this(listener(), "http", conduct);
  }

  MisbehavingServer(ServerSocket listener, String scheme, Conduct conduct) {
    this.listener = listener;
    this.url = URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort() + "/hooks?of=me");
    this.conduct = conduct;
    Thread.ofVirtual().start(this::accept);
  }

  /** Answers each request of a connection with these lines and an empty body. */
  static Conduct answering(String... head) {
    return answeringWithBody("", head);
  }

  /** Answers each request of a connection with these lines and this body. */
  static Conduct answeringWithBody(String body, String... head) {
    String response =
        String.join("\r\n", head) + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    return connection -> {
      while (connection.read() != null) {
        connection.write(response);
      }
    };
  }

  /** Reads a request and never answers. */
  static Conduct hanging() {
    return connection -> {
      connection.read();
      connection.awaitClose();
    };
  }

  URI url() {
    return url;
  }

  URI url(String host) {
    return URI.create(url.getScheme() + "://" + host + ":" + url.getPort() + "/");
  }

  /** Requests that came in whole. */
  List<Request> requests() {
    return requests;
  }

  /** Connections since the beginning. */
  int connections() {
    return accepted.size();
  }

  /** Connections that neither side has closed. */
  int open() {
    return open.size();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : accepted) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocket listener() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        accepted.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      conduct.serve(new Connection(socket));
    } catch (IOException closedByTheClient) {
      // A test sees it at the client, or by open().
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  /** One connection of the client. */
  final class Connection {

    private final Socket socket;

    Connection(Socket socket) {
      this.socket = socket;
    }

    /** The next request; null if there is none. */
    @Nullable Request read() throws IOException {
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return null;
        }
        bytes.write(next);
      }
      List<String> lines = bytes.toString(ISO_8859_1).lines().toList();
      Map<String, List<String>> headers =
          lines.stream()
              .skip(1)
              .filter(line -> line.contains(":"))
              .collect(
                  Collectors.groupingBy(
                      line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                      Collectors.mapping(
                          line -> line.substring(line.indexOf(':') + 1).strip(),
                          Collectors.toList())));
      int length =
          Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).getFirst());
      Request request =
          new Request(lines.getFirst(), headers, new String(in.readNBytes(length), UTF_8));
      requests.add(request);
      return request;
    }

    void write(String text) throws IOException {
      write(text.getBytes(ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Writes a byte at a time, until the client has enough of it. */
    void trickle(String text, Duration pause) throws IOException {
      socket.setSoTimeout(Math.toIntExact(pause.toMillis()));
      for (byte one : text.getBytes(ISO_8859_1)) {
        write(new byte[] {one});
        if (!isOpenAfterPause()) {
          return;
        }
      }
    }

    /** The client sends nothing more, so a read takes as long as it may. */
    private boolean isOpenAfterPause() throws IOException {
      try {
        return socket.getInputStream().read() >= 0;
      } catch (SocketTimeoutException paused) {
        return true;
      }
    }

    /** Waits until the client closes the connection. */
    void awaitClose() throws IOException {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
