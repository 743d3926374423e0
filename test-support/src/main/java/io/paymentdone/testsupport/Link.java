package io.paymentdone.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on loopback in front of one server: passes everything on until a fault is injected.
 *
 * <p>A black hole holds the bytes of open and of new connections back, and delivers them when the
 * link is healed, as TCP's retransmissions would.
 */
public final class Link implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MILLIS = 2000;

  private final int targetPort;
  private final ServerSocket server;
  private final LinkState state = new LinkState();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  private Link(int targetPort, ServerSocket server) {
    this.targetPort = targetPort;
    this.server = server;
  }

  /** Opens one on a free port. */
  public static Link to(int targetPort) {
    try {
      ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
      Link link = new Link(targetPort, server);
      Thread.ofVirtual().name("link-" + targetPort).start(link::accept);
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a link to port " + targetPort, e);
    }
  }

  /** Where clients connect, on 127.0.0.1. */
  public int port() {
    return server.getLocalPort();
  }

  /** Injects a fault in place of the one before. */
  public void behave(LinkFault fault) {
    state.set(fault);
  }

  /** Passes everything on again, what was held back first. */
  public void heal() {
    state.set(LinkFault.NONE);
  }

  /** Replies cut so far, see {@link LinkFault#cuttingReplies}. */
  public int cuts() {
    return state.cuts();
  }

  /** Open connections. */
  public int connections() {
    return connections.size();
  }

  /** Whether one of the connections reaches the server from this local port. */
  public boolean connectsFrom(int localPort) {
    return connections.stream().anyMatch(open -> open.target.getLocalPort() == localPort);
  }

  /** Resets every open connection; new ones pass. */
  public void reset() {
    connections.forEach(Connection::reset);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException("the link to port " + targetPort + " broke", e);
        }
      }
    }
  }

  private void connect(Socket client) {
    Socket target = new Socket();
    Connection connection = new Connection(client, target);
    try {
      state.awaitPassage(false);
      client.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      target.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort),
          CONNECT_TIMEOUT_MILLIS);
    } catch (IOException refused) {
      // The client is to see a refusal; the nearest thing that a proxy has is a reset.
      connection.reset();
      return;
    }
    connections.add(connection);
    Thread.ofVirtual().start(() -> pass(connection, client, target, false));
    pass(connection, target, client, true);
  }

  private void pass(Connection connection, Socket from, Socket to, boolean replies) {
    try {
      new LinkDirection(state, from, to, replies, connection::reset).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connection.directionEnded();
    }
  }

  /** Takes no more connections, and resets those that are open. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the link to port " + targetPort, e);
    }
    reset();
    heal();
  }

  private final class Connection {

    private final Socket client;
    private final Socket target;
    private int directions = 2;

    Connection(Socket client, Socket target) {
      this.client = client;
      this.target = target;
    }

    synchronized void directionEnded() {
      if (--directions == 0) {
        reset();
      }
    }

    void reset() {
      connections.remove(this);
      abort(client);
      abort(target);
    }

    /** RST and not FIN: a time to linger of 0. */
    private static void abort(Socket socket) {
      try (socket) {
        socket.setSoLinger(true, 0);
      } catch (IOException closedAlready) {
        // Both directions and the test may come here; who comes second has nothing to do.
        return;
      }
    }
  }
}
