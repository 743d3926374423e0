package io.paymentdone.notification.deadletter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.web.logging.RepeatedFailure;
import io.paymentdone.web.overload.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Rejected records of batches that have many, in the database until they are dead letters.
 *
 * <p>200 000 empty records are 2 KB on the wire, and as many rows and messages. Nobody behind them
 * on their partition waits for those: a batch goes into the backlog as a row of at most 1 MB, or as
 * several, and a thread beside the consumers turns rows into dead letters. One replica's does at a
 * time, and it rests for as long as it works, longer while more comes than it writes: the more of a
 * processor it takes, the later are the feeds.
 */
@Component
class DeadLetterBacklog implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterBacklog.class);

  /** Of at most 1 MB each. With more, partitions wait until their dead letters are written. */
  static final int ROWS_MAX = 1000;

  /** One round trip, as its partition waits for it. */
  private static final String ADD =
      """
      with limits as materialized ({limits})
      insert into dead_letter_backlog (records, content, received_at, consumer)
      select ?, ?, ?::timestamptz, ?
        from limits
       where (select count(*) from dead_letter_backlog) < ?
      """
          .replace("{limits}", ConsumerDatabase.LIMITS);

  private static final String NEXT =
      """
      select id, content, received_at, consumer
        from dead_letter_backlog
       where id <> all (?)
       order by id
       limit 1
      """;

  /** Held by the transaction of the replica that writes. */
  private static final String TURN =
      "select pg_try_advisory_xact_lock(hashtext('dead_letter_backlog'))";

  /** Longer than the dead-letter topic's acknowledgement may take. */
  private static final String LIMITS = "set local transaction_timeout = '20s'";

  /** After a failure; and for rows of a replica that has ended. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration REST_MAX = Duration.ofSeconds(1);

  private static final Duration STOP_MAX = Duration.ofSeconds(2);

  private final ConsumerDatabase consumer;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final DeadLetterPublisher publisher;
  private final NotificationProperties properties;
  private final Clock clock;
  private final RepeatedFailure failures;

  /** At most one permit: there may be a row. */
  private final Semaphore wakes = new Semaphore(0);

  /** Rows of a later release, say; those behind them do not wait. */
  private final Set<Long> unreadable = ConcurrentHashMap.newKeySet();

  private volatile long waiting;
  private volatile @Nullable Run run;

  DeadLetterBacklog(
      ConsumerDatabase consumer,
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      DeadLetterPublisher publisher,
      NotificationProperties properties,
      Clock clock,
      MeterRegistry registry) {
    this.consumer = consumer;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.publisher = publisher;
    this.properties = properties;
    this.clock = clock;
    this.failures = new RepeatedFailure(clock);
    Gauge.builder("notification.dead.letters.waiting", this, backlog -> backlog.waiting)
        .description("Rejected records in the database that are no dead letters yet")
        .register(registry);
  }

  /**
   * Adds the records of a batch.
   *
   * @return false if the backlog is full; then not all are added
   */
  boolean add(List<RejectedRecord> rejected) {
    boolean added = DeadLetterRows.parts(rejected).stream().allMatch(this::addRow);
    if (added && wakes.availablePermits() == 0) {
      wakes.release();
    }
    return added;
  }

  private boolean addRow(List<RejectedRecord> part) {
    int rows =
        consumer
            .jdbc()
            .update(
                ADD,
                part.size(),
                RejectedRecords.write(part),
                clock.instant().toString(),
                properties.clientId(),
                ROWS_MAX);
    return rows > 0;
  }

  /**
   * Makes dead letters of the oldest row. If this fails after they were published, they are
   * published once more.
   *
   * @return false if there is none, or if another replica is at it
   */
  boolean writeNext() {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          jdbc.execute(LIMITS);
          if (!jdbc.query(TURN, (row, number) -> row.getBoolean(1)).getFirst()) {
            return false;
          }
          List<Row> next =
              jdbc.query(
                  NEXT,
                  (row, number) ->
                      new Row(
                          row.getLong("id"),
                          row.getBytes("content"),
                          row.getObject("received_at", OffsetDateTime.class),
                          row.getString("consumer")),
                  (Object) unreadable.toArray(new Long[0]));
          next.forEach(this::write);
          return !next.isEmpty();
        }));
  }

  private void write(Row row) {
    List<RejectedRecord> rejected = read(row);
    DeadLetterRows.insert(jdbc, rejected, row.receivedAt().toInstant(), row.consumer());
    publisher.publish(rejected);
    jdbc.update("delete from dead_letter_backlog where id = ?", row.id());
  }

  private List<RejectedRecord> read(Row row) {
    try {
      return RejectedRecords.read(row.content());
    } catch (RuntimeException e) {
      unreadable.add(row.id());
      throw new IllegalStateException(
          "row " + row.id() + " of dead_letter_backlog cannot be read here; the table keeps it", e);
    }
  }

  /** A thread from start to stop. */
  private final class Run {

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread =
        Thread.ofVirtual().name("dead-letter-backlog").unstarted(this::run);

    boolean isOn() {
      return stopped.getCount() > 0;
    }

    private void run() {
      RepeatedTask turn = new RepeatedTask("writing of dead letters", this::writeAndRest);
      try {
        while (isOn()) {
          if (!turn.attempt()) {
            awaitWake();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void writeAndRest() throws InterruptedException {
      long begin = System.nanoTime();
      long before = waiting;
      if (writeNextIfPossible(this)) {
        long work = System.nanoTime() - begin;
        long max = REST_MAX.toNanos();
        stopped.await(waiting > before ? max : Math.min(work, max), TimeUnit.NANOSECONDS);
      } else {
        awaitWake();
      }
    }

    private void awaitWake() throws InterruptedException {
      wakes.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized void start() {
    if (run == null) {
      Run started = new Run();
      run = started;
      started.thread.start();
    }
  }

  /** The log says why it is not possible, once a minute and without a stack trace. */
  private boolean writeNextIfPossible(Run current) {
    try {
      boolean more = writeNext();
      waiting =
          jdbc.query(
                  "select coalesce(sum(records), 0) from dead_letter_backlog",
                  (row, number) -> row.getLong(1))
              .getFirst();
      failures.end();
      return more;
    } catch (RuntimeException e) {
      String causes = RepeatedFailure.causes(e);
      if (current.isOn() && failures.isNews(causes)) {
        log.warn(
            "Rejected records wait to become dead letters; tried again every {} s. {}",
            PAUSE.toSeconds(),
            causes);
      }
      return false;
    }
  }

  @Override
  public synchronized void stop() {
    Run ending = run;
    if (ending == null) {
      return;
    }
    run = null;
    ending.stopped.countDown();
    wakes.release();
    try {
      if (!ending.thread.join(STOP_MAX)) {
        // What it was at is rolled back, and another replica's.
        ending.thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return run != null;
  }

  @SuppressWarnings("ArrayRecordComponent") // It is only passed on.
  private record Row(long id, byte[] content, OffsetDateTime receivedAt, String consumer) {}
}
