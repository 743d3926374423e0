package io.paymentdone.payment.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A link that can freeze, in both directions or towards the server only, and that can be cut. */
final class TcpProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean upstreamFrozen;
  private volatile boolean downstreamFrozen;

  TcpProxy(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Nothing passes any more; no end learns it. */
  void freeze() {
    upstreamFrozen = true;
    downstreamFrozen = true;
  }

  /** What the client says no longer reaches the server. */
  void freezeUpstream() {
    upstreamFrozen = true;
  }

  void thaw() {
    upstreamFrozen = false;
    downstreamFrozen = false;
  }

  /** Closes every connection, as the death of the client would. */
  void cut() {
    sockets.forEach(TcpProxy::closeQuietly);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        Thread.startVirtualThread(() -> pump(client, server, true));
        Thread.startVirtualThread(() -> pump(server, client, false));
      } catch (IOException closedOrRefused) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void pump(Socket from, Socket to, boolean upstream) {
    byte[] buffer = new byte[8192];
    try {
      for (int length; (length = from.getInputStream().read(buffer)) >= 0; ) {
        while (upstream ? upstreamFrozen : downstreamFrozen) {
          LockSupport.parkNanos(5_000_000);
        }
        to.getOutputStream().write(buffer, 0, length);
      }
    } catch (IOException cut) {
      // Both ends are closed below.
    }
    closeQuietly(from);
    closeQuietly(to);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closeListener();
    cut();
    thaw();
  }

  private void closeListener() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
