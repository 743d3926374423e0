package io.paymentdone.notification.email;

import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Hands messages to the mail server, over a bounded number of connections that are used again.
 *
 * <p>Each attempt has a virtual thread of its own, so that the caller gets its outcome at the
 * time-out whatever the attempt is waiting for. The thread is interrupted then, which closes the
 * socket it waits for; only a look-up of the server's name goes on until the resolver gives up.
 */
final class SmtpClient implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SmtpClient.class);

  private final JavaMailSenderImpl server;
  private final EmailProperties properties;
  private final GenericObjectPool<SMTPTransport> connections;

  /** Makes a message; empty if none is to be sent any more. */
  @FunctionalInterface
  interface Composer {
    Optional<MimeMessage> in(Session session) throws MessagingException;
  }

  /** A client of a server whose properties have limits of time. */
  SmtpClient(JavaMailSenderImpl server, EmailProperties properties) {
    this.server = server;
    this.properties = properties;
    GenericObjectPoolConfig<SMTPTransport> limits = new GenericObjectPoolConfig<>();
    limits.setMaxTotal(properties.connections());
    limits.setMaxIdle(properties.connections());
    limits.setMaxWait(properties.connectTimeOut());
    limits.setTestOnBorrow(true);
    limits.setMinEvictableIdleDuration(properties.idleMax());
    limits.setTimeBetweenEvictionRuns(properties.idleMax());
    limits.setNumTestsPerEvictionRun(-1);
    limits.setJmxEnabled(false);
    this.connections = new GenericObjectPool<>(new Connections(), limits);
  }

  /** The protocol of a server, which is in the names of its session's properties. */
  static String protocol(JavaMailSenderImpl server) {
    String protocol = server.getProtocol();
    return protocol == null ? JavaMailSenderImpl.DEFAULT_PROTOCOL : protocol;
  }

  /**
   * Makes one attempt. The server may have got the message when the time is over, or at an
   * interrupt.
   *
   * @param composer makes the message when a connection is there, which may take a while
   * @return what came of it; empty if there was no message
   * @throws DataAccessException of the composer; nothing was sent
   * @throws InterruptedException if the calling thread is interrupted
   */
  Optional<Outcome> send(Composer composer) throws InterruptedException {
    FutureTask<Optional<Outcome>> outcome = new FutureTask<>(() -> attempt(composer));
    Thread.ofVirtual().name("email").start(outcome);
    try {
      return outcome.get(properties.timeOut().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Optional.of(
          new Failed(null, "time-out after " + text(properties.timeOut()), null, true));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DataAccessException unread) {
        throw unread;
      }
      throw new IllegalStateException("An e-mail failed unexpectedly", e.getCause());
    } finally {
      outcome.cancel(true);
    }
  }

  private Optional<Outcome> attempt(Composer composer) throws Exception {
    SMTPTransport connection;
    try {
      connection = connections.borrowObject();
    } catch (NoSuchElementException e) {
      // Others have all connections that there may be. Nothing was sent.
      return Optional.of(new Withheld());
    } catch (MessagingException e) {
      return Optional.of(SmtpReply.notConnected(e));
    }
    boolean reusable = true;
    try {
      Optional<MimeMessage> message = compose(composer);
      if (message.isEmpty()) {
        return Optional.empty();
      }
      reusable = false;
      connection.sendMessage(message.get(), message.get().getAllRecipients());
      reusable = true;
      return Optional.of(new Outcome.Delivered(connection.getLastReturnCode()));
    } catch (MessagingException e) {
      SmtpReply reply = SmtpReply.of(e);
      reusable = !reply.endsTheConnection();
      return Optional.of(reply.outcome());
    } finally {
      release(connection, reusable);
    }
  }

  private Optional<MimeMessage> compose(Composer composer) {
    try {
      return composer.in(server.getSession());
    } catch (MessagingException e) {
      throw new IllegalStateException("A message cannot be made", e);
    }
  }

  private void release(SMTPTransport connection, boolean reusable) {
    if (reusable) {
      connections.returnObject(connection);
      return;
    }
    // Of this attempt, and not of another's, for whom the pool may make a connection here.
    boolean interrupted = Thread.interrupted();
    try {
      connections.invalidateObject(connection);
    } catch (Exception e) {
      // The pool made another connection for somebody who waits, and could not.
      log.debug("A connection to the mail server could not be replaced", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String text(Duration limit) {
    return limit.toMillisPart() == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }

  /** Closes the connections that are not in use; the others are closed with their attempts. */
  @Override
  public void close() {
    connections.close();
  }

  /** Opens, checks and closes connections. */
  private final class Connections extends BasePooledObjectFactory<SMTPTransport> {

    @Override
    public SMTPTransport create() throws MessagingException {
      Transport transport = server.getSession().getTransport(protocol(server));
      if (!(transport instanceof SMTPTransport connection)) {
        throw new MessagingException("spring.mail.protocol must be smtp or smtps");
      }
      try {
        connection.connect(
            server.getHost(), server.getPort(), server.getUsername(), server.getPassword());
      } catch (MessagingException e) {
        connection.close();
        throw e;
      }
      return connection;
    }

    @Override
    public PooledObject<SMTPTransport> wrap(SMTPTransport connection) {
      return new DefaultPooledObject<>(connection);
    }

    /** Asks the server, which may have closed an idle connection; a new one has just answered. */
    @Override
    public boolean validateObject(PooledObject<SMTPTransport> pooled) {
      long borrowed = pooled.getBorrowedCount();
      return borrowed <= 1
          || (borrowed <= properties.messagesPerConnection() && pooled.getObject().isConnected());
    }

    @Override
    public void destroyObject(PooledObject<SMTPTransport> pooled) throws MessagingException {
      pooled.getObject().close();
    }
  }
}
