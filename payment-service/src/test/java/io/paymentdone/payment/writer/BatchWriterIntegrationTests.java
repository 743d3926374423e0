package io.paymentdone.payment.writer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.payment.EmittedEvents;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.payment.event.PaymentMessage;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

@PaymentServiceTest
class BatchWriterIntegrationTests {

  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Autowired private JdbcClient jdbc;
  @Autowired private JdbcConnectionDetails details;
  @Autowired private WriterConnections connections;
  @Autowired private WriterProperties properties;
  @Autowired private MeterRegistry meters;

  private final String user = "user-" + UUID.randomUUID();
  private BatchWriter writer;
  private EmittedEvents events;

  @BeforeEach
  void open() {
    writer = newWriter();
    events = new EmittedEvents(jdbc);
  }

  @AfterEach
  void close() {
    events.close();
  }

  @Test
  void emitsInOrderOfSeqAndId() {
    List<PendingPayment> batch =
        IntStream.range(0, 100)
            .mapToObj(i -> pending(i % 3 == 0 ? null : "key-" + (99 - i), 1 + i))
            .toList();

    writer.write(batch);

    assertThat(outcomes(batch)).allMatch(BatchWriterIntegrationTests::isCreated);
    List<PaymentMessage> emitted = events.next();
    assertThat(emitted).hasSize(100);
    assertThat(emitted).isSortedAccordingTo(Comparator.comparingLong(PaymentMessage::seq));
    assertThat(emitted.stream().map(message -> message.paymentId().toString())).isSorted();
    assertThat(emitted).extracting(PaymentMessage::caller).containsOnly(user);
    assertThat(emitted.stream().map(PaymentMessage::paymentId).toList())
        .isEqualTo(
            jdbc.sql("select id from payment where user_id = ? order by seq")
                .param(user)
                .query(UUID.class)
                .list());
  }

  @Test
  void tellsHowItsConnectionsAre() {
    assertThat(meters.get("hikaricp.connections.max").tag("pool", "payment-writer").gauge().value())
        .isEqualTo(properties.threads() + WriterConnections.CONTENDED_CONNECTIONS);
  }

  @Test
  void keepsOrderOfArrivalWithoutKeys() {
    List<PendingPayment> batch =
        IntStream.rangeClosed(1, 50).mapToObj(i -> pending(null, i)).toList();

    writer.write(batch);

    assertThat(
            jdbc.sql("select amount from payment where user_id = ? order by seq")
                .param(user)
                .query(Long.class)
                .list())
        .isSorted()
        .hasSize(50);
  }

  @Test
  void answersRepeatsWithinABatchFromTheFirst() {
    PendingPayment first = pending("key", 1);
    PendingPayment repeat = pending("key", 1);
    PendingPayment other = pending("key", 2);

    writer.write(List.of(first, repeat, other));

    Outcome.Stored created = (Outcome.Stored) outcome(first);
    assertThat(created.replayed()).isFalse();
    assertThat(outcome(repeat)).isEqualTo(new Outcome.Stored(created.payment(), true));
    assertThat(outcome(other)).isEqualTo(Outcome.Failure.KEY_REUSED);
    assertThat(events.next()).hasSize(1);
  }

  @Test
  void storesMetadataOfThosePaymentsOfABatchThatHaveAny() {
    SortedMap<String, String> metadata = new TreeMap<>(Map.of("order", "{\"42\",}", "a", "\\"));
    PendingPayment without = pending("key-1", 1);
    PendingPayment with = waiting(order("key-2", 2, metadata));
    PendingPayment other = waiting(order("key-2", 2, new TreeMap<>(Map.of("order", "43"))));
    PendingPayment none = pending("key-2", 2);

    writer.write(List.of(without, with, other, none));

    Outcome.Stored created = (Outcome.Stored) outcome(with);
    assertThat(created.payment().metadata()).isEqualTo(metadata);
    assertThat(((Outcome.Stored) outcome(without)).payment().metadata()).isNull();
    assertThat(List.of(outcome(other), outcome(none))).containsOnly(Outcome.Failure.KEY_REUSED);
    // One that comes alone has a statement of its own.
    PendingPayment alone = waiting(order("key-3", 3, metadata));
    writer.write(List.of(alone));
    // Known by now: these are read from the table.
    List<PendingPayment> repeats =
        List.of(again(without), again(with), again(other), again(none), again(alone));
    writer.write(repeats);

    assertThat(outcomes(repeats))
        .containsExactly(
            new Outcome.Stored(((Outcome.Stored) outcome(without)).payment(), true),
            new Outcome.Stored(created.payment(), true),
            Outcome.Failure.KEY_REUSED,
            Outcome.Failure.KEY_REUSED,
            new Outcome.Stored(((Outcome.Stored) outcome(alone)).payment(), true));
    assertThat(events.next())
        .extracting(message -> new String(message.value(), UTF_8).contains("\"metadata\":{"))
        .containsExactly(false, true, true);
  }

  private PaymentOrder order(String key, long amount, SortedMap<String, String> metadata) {
    return new PaymentOrder(user, key, user, amount, "EUR", null, metadata, TRACEPARENT);
  }

  @Test
  void readsBackWhatItAnswered() {
    PendingPayment first = pending("key", 1);
    PendingPayment repeat = pending("key", 1);

    writer.write(List.of(first));
    writer.write(List.of(repeat));

    assertThat(((Outcome.Stored) outcome(repeat)).payment())
        .isEqualTo(((Outcome.Stored) outcome(first)).payment());
  }

  @Test
  void failsOneInsertOnlyWhileDuplicatesAreExpected() {
    PendingPayment first = pending("key", 1);
    writer.write(List.of(first));

    // Each insert that is tried takes a seq for each row, whatever comes of it.
    long seq = lastSeq();
    writer.write(List.of(again(first)));
    assertThat(lastSeq() - seq).as("tried in vain, then without the known key").isEqualTo(2);
    PendingPayment fresh = pending("other key", 2);
    writer.write(List.of(again(first), fresh));
    writer.write(List.of(again(first)));
    assertThat(lastSeq() - seq).isEqualTo(2 + 2 + 1);
    assertThat(outcome(fresh)).matches(BatchWriterIntegrationTests::isCreated);
    assertThat(events.next()).hasSize(2);
  }

  @Test
  void expectsNoFurtherRepeatsTenSecondsAfterTheLast() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    writer = newWriter(nanos::get);
    PendingPayment first = pending("key", 1);
    writer.write(List.of(first));
    writer.write(List.of(again(first)));

    // A repeat that is expected takes one seq, another one two: it was tried in vain.
    nanos.addAndGet(BatchStatement.REPEATS_EXPECTED.toNanos() - 1);
    assertThat(seqsTaken(again(first))).as("just within the time").isEqualTo(1);
    nanos.addAndGet(BatchStatement.REPEATS_EXPECTED.toNanos() - 1);
    assertThat(seqsTaken(again(first))).as("that repeat prolonged it").isEqualTo(1);
    nanos.addAndGet(BatchStatement.REPEATS_EXPECTED.toNanos() - 1);
    assertThat(seqsTaken(pending("other key", 2))).as("a new payment does not").isEqualTo(1);
    nanos.incrementAndGet();
    assertThat(seqsTaken(again(first))).as("at its end").isEqualTo(2);
  }

  private long seqsTaken(PendingPayment payment) {
    long before = lastSeq();
    writer.write(List.of(payment));
    return lastSeq() - before;
  }

  @Test
  void storesTheNeighboursOfABadRow() {
    PendingPayment bad = waiting(order(user + "\0", null, 1));
    List<PendingPayment> batch = new ArrayList<>();
    IntStream.range(0, 100).forEach(i -> batch.add(pending(i % 2 == 0 ? null : "key-" + i, 1)));
    batch.add(37, bad);
    batch.add(71, pending(null, 0));

    writer.write(batch);

    assertThat(outcomes(batch)).filteredOn(BatchWriterIntegrationTests::isCreated).hasSize(100);
    assertThat(outcome(bad)).isEqualTo(Outcome.Failure.UNSTORABLE);
    assertThat(outcome(batch.get(71))).isEqualTo(Outcome.Failure.UNSTORABLE);
    assertThat(events.next()).hasSize(100);
  }

  @Test
  void aHeldKeyDelaysItselfOnly() throws Exception {
    try (Connection rival = connect()) {
      rival.setAutoCommit(false);
      hold(rival, "key-7", 7);
      List<PendingPayment> batch =
          IntStream.range(0, 40).mapToObj(i -> pending(i > 30 ? null : "key-" + i, i + 1)).toList();

      writer.write(batch);

      assertThat(batch).filteredOn(PendingPayment::isDone).hasSize(39);
      assertThat(batch.get(7).isDone()).isFalse();
      rival.commit();
      assertThat(outcome(batch.get(7))).isEqualTo(Outcome.Failure.KEY_REUSED);
    }
    assertThat(events.next()).hasSize(39);
  }

  @Test
  void writesOnceAHeldKeyIsFree() throws Exception {
    try (Connection rival = connect()) {
      rival.setAutoCommit(false);
      hold(rival, "key", 1);
      PendingPayment waiting = pending("key", 1);
      writer.write(List.of(waiting));
      assertThat(waiting.isDone()).isFalse();

      rival.rollback();

      assertThat(isCreated(outcome(waiting))).isTrue();
    }
  }

  @Test
  void tellsThatNothingWasWrittenWhenAKeyStaysHeld() throws Exception {
    try (Connection rival = connect()) {
      rival.setAutoCommit(false);
      hold(rival, "key", 1);
      PendingPayment waiting = new PendingPayment(order(user, "key", 1), Duration.ofMillis(1500));
      writer.write(List.of(waiting));

      // Long before its deadline is over and nobody watches it here.
      assertThat(outcome(waiting)).isEqualTo(Outcome.Failure.UNAVAILABLE);
      rival.rollback();
    }
    assertThat(events.next()).isEmpty();
  }

  @Test
  void doesNotKnowTheOutcomeWhenItsBackendEnds() throws Exception {
    try (Connection rival = connect()) {
      rival.setAutoCommit(false);
      hold(rival, "key", 1);
      PendingPayment waiting = pending("key", 1);
      Thread writing = Thread.ofVirtual().start(() -> writer.write(List.of(waiting)));
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(5, SECONDS)
          .until(this::terminateWaitingWriter);
      writing.join();

      assertThat(outcome(waiting)).isEqualTo(Outcome.Failure.UNKNOWN);
      rival.rollback();
    }
  }

  /** A client that is told that nothing was written pays anew. */
  @Test
  void doesNotAnswerForContendedKeysWhenItsBackendEnds() throws Exception {
    try (Connection rival = connect()) {
      rival.setAutoCommit(false);
      for (int i = 0; i < 8; i++) {
        hold(rival, "key-" + i, 1);
      }
      // All are tried apart, 20 ms each: the first waits among the contended keys meanwhile.
      List<PendingPayment> batch =
          IntStream.range(0, 8).mapToObj(i -> pending("key-" + i, 1)).toList();
      Thread writing = Thread.ofVirtual().start(() -> writer.write(batch));
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(5, SECONDS)
          .until(this::terminateWriterBesideContendedKeys);
      writing.join();
      rival.rollback();

      assertThat(isCreated(outcome(batch.getFirst()))).isTrue();
      assertThat(outcome(batch.getLast())).isEqualTo(Outcome.Failure.UNKNOWN);
    }
  }

  @Test
  void refusesWhatItCannotTryApartWhileTheTableIsLocked() throws Exception {
    try (Connection rival = connect();
        Statement lock = rival.createStatement()) {
      rival.setAutoCommit(false);
      lock.execute("lock table payment in share mode");
      List<PendingPayment> batch = List.of(pending(null, 1), pending(null, 2));
      Thread writing = Thread.ofVirtual().start(() -> writer.write(batch));

      boolean ended = writing.join(Duration.ofSeconds(5));
      rival.rollback();
      writing.join();

      assertThat(ended).isTrue();
      assertThat(outcomes(batch)).containsOnly(Outcome.Failure.UNAVAILABLE);
    }
    assertThat(events.next()).isEmpty();
  }

  @Test
  void replicasWithKeysInOppositeOrderDoNotDeadlock() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        int number = round;
        List<PendingPayment> forward =
            IntStream.range(0, 200).mapToObj(i -> pending(number + "-" + i, 1)).toList();
        List<PendingPayment> backward = new ArrayList<>();
        forward.forEach(payment -> backward.add(again(payment)));
        Collections.reverse(backward);
        List<Future<?>> both =
            Stream.of(forward, backward)
                .<Future<?>>map(batch -> executor.submit(() -> newWriter().write(batch)))
                .toList();
        for (Future<?> one : both) {
          one.get(10, SECONDS);
        }
        assertThat(outcomes(forward)).allMatch(Outcome.Stored.class::isInstance);
        assertThat(outcomes(backward)).allMatch(Outcome.Stored.class::isInstance);
      }
    }
    assertThat(events.next()).hasSize(20 * 200);
  }

  /** Each payment is larger than the limit, so none shares its statement with another. */
  @Test
  void writesNoBatchLargerThanItsLimitOfBytes() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    PaymentWriter small =
        new PaymentWriter(
            List.of(), newWriter(), new WriterMetrics(registry), withBatchBytesMax(1));
    small.start();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> answers =
          IntStream.range(0, 100)
              .mapToObj(i -> order(user, "key-" + i, 1))
              .map(order -> clients.submit(() -> small.write(order)))
              .toList();
      for (Future<Outcome> answer : answers) {
        assertThat(answer.get(10, SECONDS)).isInstanceOf(Outcome.Stored.class);
      }
    } finally {
      small.stop();
    }

    DistributionSummary sizes = registry.get("payment.writer.batch.size").summary();
    assertThat(sizes.max()).isEqualTo(1);
    assertThat(sizes.count()).isEqualTo(100);
    assertThat(events.next()).hasSize(100);
  }

  private WriterProperties withBatchBytesMax(long bytes) {
    return new WriterProperties(
        properties.threads(),
        properties.batchSizeMax(),
        DataSize.ofBytes(bytes),
        properties.queueCapacity(),
        Duration.ofSeconds(10),
        properties.lockTimeout(),
        properties.isolationLockTimeout(),
        properties.contendedKeysMax(),
        properties.connectTimeout(),
        properties.socketTimeout(),
        properties.transactionTimeout());
  }

  private BatchWriter newWriter() {
    return newWriter(System::nanoTime);
  }

  private BatchWriter newWriter(LongSupplier nanoTime) {
    BatchStatement statement = new BatchStatement(new PaymentIds(), Clock.systemUTC(), nanoTime);
    return new BatchWriter(
        connections, statement, new ContendedKeys(connections, statement, properties), properties);
  }

  private long lastSeq() {
    return jdbc.sql("select last_value from payment_seq_seq").query(Long.class).single();
  }

  private boolean terminateWaitingWriter() {
    return !jdbc.sql(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = 'payment-writer' and wait_event_type = 'Lock'
            """)
        .query(Boolean.class)
        .list()
        .isEmpty();
  }

  /** The writer's wait is always young, those of the two contended keys last. */
  private boolean terminateWriterBesideContendedKeys() {
    return !jdbc.sql(
            """
            with waiting as (
              select pid, xact_start from pg_stat_activity
              where application_name = 'payment-writer' and wait_event_type = 'Lock')
            select pg_terminate_backend(pid) from waiting youngest
            where (select count(*) from waiting) = 3
              and not exists (
                select from waiting other
                where other.pid <> youngest.pid
                  and other.xact_start > youngest.xact_start - interval '25 ms')
            """)
        .query(Boolean.class)
        .list()
        .isEmpty();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        details.getJdbcUrl(), details.getUsername(), details.getPassword());
  }

  private void hold(Connection rival, String key, long amount) throws SQLException {
    try (Statement statement = rival.createStatement()) {
      statement.execute(
          String.format(
              Locale.ROOT,
              """
              insert into payment (id, caller, idempotency_key, user_id, amount, currency, created_at, traceparent)
              values ('%s', '%s', '%s', '%s', %d, 'EUR', now(), '')
              """,
              UUID.randomUUID(),
              user,
              key,
              user,
              amount));
    }
  }

  private PendingPayment pending(@Nullable String key, long amount) {
    return waiting(order(user, key, amount));
  }

  private static PendingPayment again(PendingPayment payment) {
    return waiting(payment.order());
  }

  private static PendingPayment waiting(PaymentOrder order) {
    return new PendingPayment(order, Duration.ofSeconds(30));
  }

  private PaymentOrder order(String userId, @Nullable String key, long amount) {
    return new PaymentOrder(user, key, userId, amount, "EUR", null, null, TRACEPARENT);
  }

  private static boolean isCreated(Outcome outcome) {
    return outcome instanceof Outcome.Stored stored && !stored.replayed();
  }

  private static List<Outcome> outcomes(List<PendingPayment> payments) {
    return payments.stream().map(BatchWriterIntegrationTests::outcome).toList();
  }

  private static Outcome outcome(PendingPayment payment) {
    try {
      return payment.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
