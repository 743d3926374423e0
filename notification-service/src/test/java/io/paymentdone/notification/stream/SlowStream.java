package io.paymentdone.notification.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.notification.Api;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A client of a user's whole feed that takes a little now and then, or nothing. */
final class SlowStream implements AutoCloseable {

  private static final int RECEIVE_BUFFER_BYTES = 4096;

  private final Socket socket = new Socket();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private long bytes;

  SlowStream(Api api, String user) throws IOException {
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
    String request =
        "GET /notifications/stream?userId=%s HTTP/1.1\r\nHost: localhost\r\n".formatted(user)
            + "Last-Event-ID: none\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(UTF_8));
  }

  /** Begins to take 1 KB each 100 ms: never silent for long, but always too slow. */
  void drip() {
    var _ =
        executor.scheduleWithFixedDelay(
            () -> bytes += read(new byte[1024]), 0, 100, TimeUnit.MILLISECONDS);
  }

  /** Takes all that is left until the server closes the connection; the bytes there were. */
  long awaitEnd(Duration patience) throws Exception {
    executor.shutdown();
    if (!executor.awaitTermination(patience.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it hangs in a read");
    }
    socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
    byte[] buffer = new byte[65_536];
    for (int read = read(buffer); read > 0; read = read(buffer)) {
      bytes += read;
    }
    return bytes;
  }

  /** Zero at the end. */
  private int read(byte[] buffer) {
    try {
      InputStream in = socket.getInputStream();
      return Math.max(0, in.read(buffer));
    } catch (SocketException reset) {
      return 0;
    } catch (IOException e) {
      throw new AssertionError("the server does not close it", e);
    }
  }

  @Override
  public void close() throws IOException {
    executor.shutdownNow();
    socket.close();
  }
}
