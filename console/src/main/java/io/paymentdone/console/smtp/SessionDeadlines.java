package io.paymentdone.console.smtp;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/**
 * Closes the connections of clients that take too long. The library limits the time of a single
 * read only, so a client that sends a byte now and then, or reads no answer, would stay for ever.
 */
final class SessionDeadlines implements SessionHandler {

  private static final Logger log = LoggerFactory.getLogger(SessionDeadlines.class);

  private static final Duration GREETING_DELAY = Duration.ofMillis(100);

  private final Duration first;
  private final LongSupplier nanoTime;
  private final Map<Session, Long> deadlines = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Deadlines of no session yet.
   *
   * @param first time that a new session has
   */
  SessionDeadlines(Duration first, LongSupplier nanoTime) {
    this.first = first;
    this.nanoTime = nanoTime;
  }

  @Override
  public SessionAcceptance accept(Session session) {
    deadlines.put(session, nanoTime.getAsLong() + first.toNanos());
    if (closed) {
      deadlines.remove(session);
      return SessionAcceptance.failure(421, "4.3.2 The console is stopping.");
    }
    return talksFirst(session)
        ? SessionAcceptance.failure(554, "5.5.1 Wait for the greeting; nothing was taken.")
        : SessionAcceptance.success();
  }

  /**
   * Whether the client does not wait to be greeted, as mail clients must. A browser does not, and a
   * web page elsewhere must not send mail by it. On the session's own thread.
   */
  private static boolean talksFirst(Session session) {
    try {
      TimeUnit.MILLISECONDS.sleep(GREETING_DELAY.toMillis());
      return session.getRawInput().available() > 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } catch (IOException e) {
      log.debug("A connection ended before its greeting", e);
      return true;
    }
  }

  @Override
  public void onSessionEnd(Session session) {
    deadlines.remove(session);
  }

  /** Gives a session this much time from now on, unless it has ended. */
  void allow(Session session, Duration time) {
    deadlines.replace(session, nanoTime.getAsLong() + time.toNanos());
  }

  /** Closes the connections whose time is over. */
  void closeLate() {
    long now = nanoTime.getAsLong();
    deadlines.forEach((session, deadline) -> {
      if (now - deadline > 0) {
        close(session);
      }
    });
  }

  /** Closes all connections; there are no new ones from now on. */
  void closeAll() {
    closed = true;
    deadlines.keySet().forEach(SessionDeadlines::close);
  }

  /** Not {@code quit}, which waits for a session that waits for its client. */
  private static void close(Session session) {
    try {
      session.closeSocket();
    } catch (IOException e) {
      log.debug("A connection was closed with an error", e);
    }
  }
}
