package io.paymentdone.web.request;

import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.overload.RepeatedTask;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections on which the service waits for the client: for the rest of a request's head,
 * or for a request.
 *
 * <p>A head has a time limit as a whole. When connections get scarce, the clients that have kept
 * the service waiting longest lose theirs, those with half a head first, so that others get in. A
 * connection that is being served, an SSE stream for instance, is never closed here.
 */
final class StalledConnections {

  private static final Logger log = LoggerFactory.getLogger(StalledConnections.class);

  /** Time between two checks. */
  static final Duration INTERVAL = Duration.ofMillis(200);

  /** How long the rest of a head is waited for when connections are scarce. */
  private static final Duration PATIENCE_FOR_HEAD = Duration.ofMillis(500);

  /**
   * How long a request is waited for then: a busy client may send its first byte long after its
   * system has connected.
   */
  private static final Duration PATIENCE_FOR_REQUEST = Duration.ofSeconds(2);

  private static final Comparator<Waiting> LEAST_WORTH_FIRST =
      Comparator.comparing(Waiting::hasBegun).thenComparing(Waiting::time).reversed();

  private final AbstractEndpoint<NioChannel, ?> endpoint;
  private final Duration headTimeMax;
  private final RationedLog report = new RationedLog(Duration.ofMinutes(1));
  private final RepeatedTask check =
      new RepeatedTask("closing of stalled connections", this::closeStalled);
  private long lastLookNanos = System.nanoTime();
  private Duration late = Duration.ZERO;

  StalledConnections(AbstractEndpoint<NioChannel, ?> endpoint, Duration headTimeMax) {
    this.endpoint = endpoint;
    this.headTimeMax = headTimeMax;
  }

  /**
   * A connection on which a client is waited for.
   *
   * @param hasBegun whether a part of a head is here
   * @param time since the head's first byte; without one since the last answer, or since the
   *     connection was opened
   */
  private record Waiting(NioSocketWrapper connection, boolean hasBegun, Duration time) {

    /**
     * Empty when the service owes the next byte: a request is being answered, or is about to be.
     */
    static Optional<Waiting> of(NioSocketWrapper connection) {
      if (!connection.interestOpsHas(SelectionKey.OP_READ)) {
        return Optional.empty();
      }
      return switch (connection.getCurrentProcessor()) {
        // Not the last read: blank lines before a request are reads too.
        case null ->
            Optional.of(
                new Waiting(
                    connection,
                    false,
                    Duration.ofMillis(System.currentTimeMillis() - connection.getLastWrite())));
        case Processor p when !p.isAsync() && !p.isUpgrade() && hasStarted(p) ->
            Optional.of(
                new Waiting(
                    connection,
                    true,
                    Duration.ofNanos(System.nanoTime() - p.getRequest().getStartTimeNanos())));
        default -> Optional.empty();
      };
    }

    private static boolean hasStarted(Processor processor) {
      return processor.getRequest().getStartTimeNanos() != -1;
    }
  }

  /** Closes those whose clients are waited for too long; a failure is logged and not thrown. */
  void close() {
    check.run();
  }

  private void closeStalled() {
    late = late();
    long tooMany = tooMany(endpoint.getConnectionCount(), endpoint.getMaxConnections());
    long closed = 0;
    for (Waiting waiting : waiting().sorted(LEAST_WORTH_FIRST).toList()) {
      if (close(waiting, waiting.hasBegun() ? tooMany > 0 : closed < tooMany)) {
        closed++;
      }
    }
    long reported = report.add(closed);
    if (reported > 0) {
      log.warn(
          "clients kept the service waiting; connections closed since the last such line: {}, in"
              + " use: {} of {}",
          reported,
          endpoint.getConnectionCount(),
          endpoint.getMaxConnections());
    }
  }

  /**
   * How late this check is. Clients are given that much more time: on a busy machine they wait for
   * the service.
   */
  private Duration late() {
    long nowNanos = System.nanoTime();
    Duration sinceLook = Duration.ofNanos(nowNanos - lastLookNanos);
    lastLookNanos = nowNanos;
    return sinceLook.compareTo(INTERVAL) > 0 ? sinceLook.minus(INTERVAL) : Duration.ZERO;
  }

  /**
   * How many connections to close at three quarters of what is allowed: down to a half. More when
   * more have half a head: a queue of them at the door is let in and closed by the thousand, and
   * who comes after them does not wait for long.
   */
  private static long tooMany(long connections, long max) {
    return areScarce(connections, max) ? connections - max / 2 : 0;
  }

  static boolean areScarce(long connections, long max) {
    return connections > max * 3 / 4;
  }

  private Stream<Waiting> waiting() {
    return endpoint.getConnections().stream()
        .filter(NioSocketWrapper.class::isInstance)
        .map(NioSocketWrapper.class::cast)
        .flatMap(connection -> Waiting.of(connection).stream());
  }

  private boolean close(Waiting waiting, boolean isScarce) {
    if (!isTooLong(waiting, isScarce)) {
      return false;
    }
    NioSocketWrapper connection = waiting.connection();
    // Tomcat holds this lock while it reads a head or serves a request.
    if (!connection.getLock().tryLock()) {
      return false;
    }
    try {
      boolean isToClose =
          !connection.isClosed()
              && Waiting.of(connection).filter(still -> isTooLong(still, isScarce)).isPresent();
      if (isToClose) {
        connection.close();
      }
      return isToClose;
    } finally {
      connection.getLock().unlock();
    }
  }

  private boolean isTooLong(Waiting waiting, boolean isScarce) {
    Duration time = waiting.time();
    Duration patience = waiting.hasBegun() ? PATIENCE_FOR_HEAD : PATIENCE_FOR_REQUEST;
    return (waiting.hasBegun() && time.compareTo(headTimeMax) > 0)
        || (isScarce && time.compareTo(patience.plus(late)) > 0);
  }
}
