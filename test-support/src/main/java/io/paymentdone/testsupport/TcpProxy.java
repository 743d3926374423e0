package io.paymentdone.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP link that can go bad: in front of a server on 127.0.0.1, to be frozen as a black hole is,
 * or cut.
 */
public final class TcpProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int targetPort;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private boolean frozen;

  private TcpProxy(ServerSocket server, int targetPort) {
    this.server = server;
    this.targetPort = targetPort;
  }

  /** Starts one on a free port. */
  public static TcpProxy to(int targetPort) {
    try {
      TcpProxy proxy =
          new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), targetPort);
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect. */
  public int port() {
    return server.getLocalPort();
  }

  /** From now on no byte passes; connections stay open, and new ones are taken. */
  public void freeze() {
    synchronized (gate) {
      frozen = true;
    }
  }

  /** Lets bytes pass again, those that were held back first. */
  public void thaw() {
    synchronized (gate) {
      frozen = false;
      gate.notifyAll();
    }
  }

  /** Ends every connection. */
  public void cut() {
    sockets.forEach(TcpProxy::close);
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> connect(client));
      }
    } catch (IOException e) {
      cut();
    }
  }

  private void connect(Socket client) {
    sockets.add(client);
    try {
      awaitThaw();
      Socket target = new Socket(InetAddress.getLoopbackAddress(), targetPort);
      sockets.add(target);
      Thread.ofVirtual().start(() -> pump(client, target));
      Thread.ofVirtual().start(() -> pump(target, client));
    } catch (IOException e) {
      close(client);
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitThaw();
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      close(to);
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private void awaitThaw() throws IOException {
    synchronized (gate) {
      while (frozen) {
        try {
          gate.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", e);
        }
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cuts everything and takes no more connections. */
  @Override
  public void close() {
    thaw();
    cut();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
