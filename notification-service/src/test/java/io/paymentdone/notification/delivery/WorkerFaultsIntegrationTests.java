package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.notification.delivery.DeliveryRows.Endpoint;
import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Rejected;
import io.paymentdone.notification.delivery.Outcome.Unwanted;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import io.paymentdone.testsupport.Link;
import io.paymentdone.testsupport.LinkFault;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import io.paymentdone.web.logging.RepeatedFailure;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.databind.json.JsonMapper;

/** What a receiver gets from workers that are frozen, or whose database is away. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class WorkerFaultsIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofSeconds(45);
  private static final int DELIVERIES = 3;
  private static final int LANES = 8;

  @Autowired private JdbcClient jdbc;
  @Autowired private Channels channels;
  @Autowired private JdbcConnectionDetails database;
  @Autowired private JsonMapper json;

  @Autowired
  @Qualifier("deliveryDataSource")
  private DataSource connections;

  private final String user = "user-" + UUID.randomUUID();
  private final LaneCheck receiver = new LaneCheck();

  /** How often each delivery came. */
  private final Map<UUID, Integer> came = new ConcurrentHashMap<>();

  private DeliveryRows rows;
  private Endpoint endpoint;

  @BeforeEach
  void addEndpoint() {
    rows = new DeliveryRows(jdbc);
    endpoint = rows.endpoint("anonymous");
  }

  @AfterEach
  void removeRows() {
    rows.clear();
    jdbc.sql("delete from notification where user_id like ? || '%'").param(user).update();
  }

  /** What it would send, another worker may have sent, with what comes after it. */
  @Test
  void sendsNothingAfterHalfALease() throws InterruptedException {
    addLane(user);
    LaneTable lanes = new LaneTable(connections, json, properties(LEASE));
    LaneWorker worker = worker(lanes, this::take);

    worker.send(aged(claim(lanes), LEASE.dividedBy(2)));

    assertThat(came).isEmpty();
    assertThat(rows.isDue(endpoint, user)).as("any worker may take it").isTrue();

    Claim frozen = claim(lanes);
    endLease();
    Claim other = claim(lanes);
    worker.send(aged(frozen, LEASE));

    assertThat(came).isEmpty();
    assertThat(holder()).as("nothing is changed of another worker's lane").isEqualTo(other.lease());
    worker.send(other);
    assertThat(receiver.lastSequence(user)).isEqualTo(DELIVERIES);
    assertThat(receiver.violations()).isEmpty();
  }

  static Stream<Outcome> lateOutcomes() {
    return Stream.of(
        new Delivered(200),
        new Failed(500, "status 500", null, false),
        new Rejected(550, "no such user"),
        new Unwanted("unsubscribed"),
        new Withheld());
  }

  /** The receiver has what was in flight, and the answer comes after the end of the lease. */
  @ParameterizedTest
  @MethodSource("lateOutcomes")
  void touchesNoLaneThatAnotherWorkerTookDuringItsAttempt(Outcome late) throws Exception {
    addLane(user);
    LaneTable lanes = new LaneTable(connections, json, properties(LEASE));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Hold frozen = new Hold(1);
        Hold other = new Hold(2)) {
      Claim first = claim(lanes);
      Future<?> ofFrozen = threads.submit(() -> send(lanes, first, frozen, late));
      frozen.awaitArrival();
      endLease();
      Claim second = claim(lanes);
      Future<?> ofOther = threads.submit(() -> send(lanes, second, other, new Delivered(200)));
      other.awaitArrival();

      frozen.end();
      ofFrozen.get();

      assertThat(holder()).isEqualTo(second.lease());
      assertThat(rows.isDue(endpoint, user)).isFalse();
      other.end();
      ofOther.get();
    }
    assertThat(came.values()).containsExactlyInAnyOrder(2, 1, 1);
    assertThat(receiver.lastSequence(user)).isEqualTo(DELIVERIES);
    assertThat(receiver.violations()).isEmpty();
    assertThat(delivered()).isEqualTo(DELIVERIES);
  }

  /**
   * For as long as a lease, a worker tries to store what the receiver has confirmed. After that it
   * is sent once more.
   */
  @ParameterizedTest
  @CsvSource({"45, 10, 1", "2, 20, 2"})
  void losesNothingThatEndsWhileTheDatabaseIsAway(int leaseSeconds, int failuresMin, int timesMax) {
    addLanes();
    CountDownLatch answers = new CountDownLatch(1);
    AtomicInteger failures = new AtomicInteger();
    try (Link link = Link.to(port());
        HikariDataSource pool = pool(link)) {
      DeliveryWorkers workers =
          workers(counting(pool, failures), Duration.ofSeconds(leaseSeconds), answers);
      workers.start();
      try {
        await().atMost(PATIENCE).until(() -> came.size() == LANES);
        link.behave(LinkFault.swallowing());
        link.reset();
        answers.countDown();
        // Each try takes as long as the pool waits for a connection.
        await().atMost(PATIENCE).until(() -> failures.get() >= failuresMin);
        link.heal();

        awaitAll();
      } finally {
        workers.stop();
      }
    }
    assertThat(receiver.violations()).isEmpty();
    assertThat(came.values()).hasSize(LANES * DELIVERIES).allMatch(times -> times <= timesMax);
    assertThat(came.values()).filteredOn(times -> times > 1).hasSizeLessThanOrEqualTo(LANES);
  }

  /** Claims and ends are stored, but the workers do not learn it. */
  @Test
  void recoversFromLostRepliesOfTheDatabase() {
    addLanes();
    CountDownLatch answers = new CountDownLatch(1);
    try (Link link = Link.to(port());
        HikariDataSource pool = pool(link)) {
      DeliveryWorkers workers = workers(pool, Duration.ofSeconds(2), answers);
      workers.start();
      try {
        await().atMost(PATIENCE).until(() -> came.size() == LANES);
        link.behave(LinkFault.cuttingReplies(user, 1));
        answers.countDown();
        await().atMost(PATIENCE).until(() -> link.cuts() >= 3);
        link.heal();

        awaitAll();
      } finally {
        workers.stop();
      }
    }
    assertThat(receiver.violations()).isEmpty();
    assertThat(came.values()).hasSize(LANES * DELIVERIES).allMatch(times -> times <= 2);
  }

  private void awaitAll() {
    await().atMost(PATIENCE).until(() -> delivered() == LANES * DELIVERIES);
  }

  private void addLanes() {
    IntStream.range(0, LANES).forEach(lane -> addLane(user + "-" + lane));
  }

  private void addLane(String of) {
    for (int sequence = 1; sequence <= DELIVERIES; sequence++) {
      rows.delivery(endpoint, of, sequence, DeliveryState.WAITING);
    }
    rows.entries(endpoint, of);
    rows.due(endpoint, of, Duration.ZERO, false);
  }

  private Claim claim(LaneTable lanes) {
    return lanes.claim(Map.of(endpoint.number(), 1)).getFirst();
  }

  /** As after a while in which the process was frozen. */
  private static Claim aged(Claim claim, Duration by) {
    return new Claim(
        claim.target(),
        claim.userId(),
        claim.lease(),
        claim.leasedNanos() - by.toNanos(),
        claim.head());
  }

  private void endLease() {
    jdbc.sql("update lane set due_at = now() where target = ?").param(endpoint.number()).update();
  }

  private UUID holder() {
    return jdbc.sql("select lease from lane where target = ?")
        .param(endpoint.number())
        .query(UUID.class)
        .single();
  }

  private int delivered() {
    return jdbc.sql("select count(*) from delivery where target = ? and state = 1 and tries = 1")
        .param(endpoint.number())
        .query(Integer.class)
        .single();
  }

  private Outcome take(Delivery delivery) {
    came.merge(delivery.id(), 1, Integer::sum);
    UUID previous = delivery.previousId();
    receiver.take(
        delivery.userId(),
        new LaneCheck.Place(
            delivery.sequence(),
            delivery.entry().id().toString(),
            previous == null ? null : previous.toString(),
            delivery.id().toString()),
        false);
    return new Delivered(200);
  }

  /** Sends a lane; the answer to the delivery at which it holds is the given one. */
  private @Nullable Void send(LaneTable lanes, Claim claim, Hold hold, Outcome held)
      throws InterruptedException {
    worker(
            lanes,
            delivery -> {
              Outcome taken = take(delivery);
              return hold.at(delivery) ? held : taken;
            })
        .send(claim);
    return null;
  }

  private LaneWorker worker(LaneTable lanes, Sender sender) {
    Clock clock = Clock.systemUTC();
    return new LaneWorker(
        channel(sender),
        new TargetHealth("test", endpoint),
        lanes,
        new Endings(lanes),
        new RetrySchedule(properties(LEASE).schedule(), RandomGenerator.getDefault()),
        new DeliveryMetrics(new SimpleMeterRegistry(), jdbc, channels),
        properties(LEASE),
        clock,
        new RepeatedFailure(clock),
        new RepeatedFailure(clock),
        () -> false);
  }

  private DeliveryWorkers workers(DataSource from, Duration lease, CountDownLatch answers) {
    Channel channel =
        channel(delivery -> {
          Outcome taken = take(delivery);
          answers.await();
          return taken;
        });
    return new DeliveryWorkers(
        List.of(channel),
        new LaneTable(from, json, properties(lease)),
        new DeliveryMetrics(new SimpleMeterRegistry(), jdbc, channels),
        properties(lease),
        Clock.systemUTC());
  }

  private Channel channel(Sender sender) {
    return new Channel() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public Audience audience() {
        return Audience.ENDPOINTS;
      }

      @Override
      public List<Integer> targets() {
        return List.of(endpoint.number());
      }

      @Override
      public Outcome send(Delivery delivery) throws InterruptedException {
        return sender.send(delivery);
      }
    };
  }

  private static DeliveryProperties properties(Duration lease) {
    return new DeliveryProperties(
        List.of(Duration.ofSeconds(1)),
        32,
        32,
        Duration.ofMillis(50),
        lease,
        Duration.ofSeconds(4),
        Duration.ofDays(7));
  }

  private int port() {
    return URI.create(database.getJdbcUrl().substring("jdbc:".length())).getPort();
  }

  private HikariDataSource pool(Link link) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(database.getJdbcUrl().replace(":" + port() + "/", ":" + link.port() + "/"));
    pool.setUsername(database.getUsername());
    pool.setPassword(database.getPassword());
    pool.setMaximumPoolSize(4);
    pool.setConnectionTimeout(250);
    pool.setValidationTimeout(250);
    pool.addDataSourceProperty("socketTimeout", "1");
    pool.addDataSourceProperty("loginTimeout", "1");
    return pool;
  }

  /** Counts how often there was no connection. */
  private static DataSource counting(DataSource pool, AtomicInteger failures) {
    return new DelegatingDataSource(pool) {
      @Override
      public Connection getConnection() throws SQLException {
        try {
          return super.getConnection();
        } catch (SQLException e) {
          failures.incrementAndGet();
          throw e;
        }
      }
    };
  }

  @FunctionalInterface
  private interface Sender {
    Outcome send(Delivery delivery) throws InterruptedException;
  }

  /** An attempt at one delivery of a lane that ends when the test says so. */
  private static final class Hold implements AutoCloseable {

    private final long sequence;
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    Hold(long sequence) {
      this.sequence = sequence;
    }

    boolean at(Delivery delivery) throws InterruptedException {
      boolean here = delivery.sequence() == sequence;
      if (here) {
        arrived.countDown();
        end.await();
      }
      return here;
    }

    void awaitArrival() {
      await().atMost(PATIENCE).until(() -> arrived.getCount() == 0);
    }

    void end() {
      end.countDown();
    }

    /** Ends it at the latest, so that no thread waits for a test that failed. */
    @Override
    public void close() {
      end();
    }
  }
}
