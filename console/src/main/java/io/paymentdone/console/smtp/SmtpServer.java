package io.paymentdone.console.smtp;

import io.paymentdone.console.workers.PrintableText;
import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.web.logging.RationedLog;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/**
 * Receives mail on the loopback interface. Whatever clients do, they hold a bounded part of the
 * console's memory and threads, and write a bounded part of its log.
 */
public final class SmtpServer implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(SmtpServer.class);

  private static final int RECIPIENTS_MAX = 10;
  private static final Duration DEADLINES_INTERVAL = Duration.ofMillis(500);

  private final int port;
  private final MailTaker<?> taker;
  private final Workers workers;
  private final SmtpLimits limits;
  private final RationedLog failures = new RationedLog(Duration.ofMinutes(1));
  private volatile @Nullable Run run;

  /**
   * A server that has not started.
   *
   * @param port 0 for any free one
   */
  public SmtpServer(int port, MailTaker<?> taker, Workers workers) {
    this(port, taker, workers, SmtpLimits.DEFAULT);
  }

  SmtpServer(int port, MailTaker<?> taker, Workers workers, SmtpLimits limits) {
    this.port = port;
    this.taker = taker;
    this.workers = workers;
    this.limits = limits;
  }

  /** The port that it listens on; before the start the wanted one. */
  public int port() {
    Run current = run;
    return current == null ? port : current.server.getPortAllocated();
  }

  @Override
  public void start() {
    run = new Run();
    log.info("Mail is received on port {}", port());
  }

  @Override
  public void stop() {
    Run current = run;
    run = null;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public boolean isRunning() {
    return run != null;
  }

  /** A command that the library cannot read ends its connection with an exception. */
  private void failed(Throwable failure) {
    long ended = failures.add(1);
    if (ended > 0) {
      log.warn(
          "{} mail connections ended with an error since the last line, one of them with {}",
          ended,
          PrintableText.of(failure.toString()));
    }
  }

  /** The time between start and stop: the library's server starts once. */
  private final class Run {

    private final SessionDeadlines deadlines =
        new SessionDeadlines(limits.idleMax(), System::nanoTime);
    private final ExecutorService sessions =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual()
                .name("smtp-", 0)
                .uncaughtExceptionHandler((_, failure) -> failed(failure))
                .factory());
    private final SMTPServer server = server(new Incoming<>(taker, limits, deadlines));
    private final Worker closer;

    Run() {
      listen();
      closer =
          workers.start(
              "smtp-deadlines",
              () -> {
                deadlines.closeLate();
                TimeUnit.MILLISECONDS.sleep(DEADLINES_INTERVAL.toMillis());
              });
    }

    private SMTPServer server(Incoming<?> incoming) {
      return SMTPServer.port(port)
          .bindAddress(InetAddress.getLoopbackAddress())
          // Given, because the library would ask the name service for it.
          .hostName("localhost")
          .softwareName("payment-done console")
          .insertReceivedHeaders(false)
          .maxConnections(limits.connectionsMax())
          .maxMessageSize(limits.mailBytesMax())
          .maxRecipients(RECIPIENTS_MAX)
          .connectionTimeoutMs((int) limits.idleMax().toMillis())
          .sessionHandler(deadlines)
          .executorService(sessions)
          .serverThreadName("smtp-accept")
          .messageHandlerFactory(context -> incoming.handler((Session) context))
          .build();
    }

    private void listen() {
      try {
        server.start();
      } catch (RuntimeException e) {
        sessions.shutdown();
        if (e.getCause() instanceof BindException) {
          throw new IllegalStateException(
              "Port "
                  + port
                  + ", wanted for mail, is in use. Stop what uses it, or choose another.",
              e);
        }
        throw e;
      }
    }

    void close() {
      workers.end(closer);
      deadlines.closeAll();
      // Ends what the sessions wait for, the taker included.
      sessions.shutdownNow();
      server.stop();
    }
  }
}
