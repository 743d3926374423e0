package io.paymentdone.console.ledger;

import io.paymentdone.console.ledger.CommittedOffsets.Committed;
import io.paymentdone.console.payments.PaymentIndex;
import io.paymentdone.console.payments.PublishedPayment;
import io.paymentdone.console.services.TableScan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Services, topic and group as the ledger sees them, each late in its own way. */
final class SimulatedPlatform extends Clock implements TopicView {

  static final int STEP_MILLIS = 50;

  /** Of counts of the newest slices. */
  private static final int PERIOD_MILLIS = 300;

  private static final int PARTITIONS = 3;
  private static final Instant BEGIN = Instant.parse("2026-11-22T12:00:00Z");

  /** Of the databases. */
  static final Duration CLOCK_AHEAD = Duration.ofHours(1);

  final Random random;
  final Ledger ledger;
  private final PaymentIndex index = new PaymentIndex(BEGIN, 1_000_000);
  private final Deque<Made> unpublished = new ArrayDeque<>();
  private final List<List<PublishedPayment>> topic = new ArrayList<>();
  private final int[] shown = new int[PARTITIONS];
  private final int[] read = new int[PARTITIONS];
  private final int[] committed = new int[PARTITIONS];
  private final Map<UUID, Boolean> poison = new HashMap<>();
  private final Deque<Dead> dead = new ArrayDeque<>();
  private final TreeMap<Integer, long[]> payments = new TreeMap<>();
  final TreeMap<Integer, long[]> feed = new TreeMap<>();
  private final Map<UUID, Instant> inFeed = new HashMap<>();
  private final List<Made> all = new ArrayList<>();
  private long millis;
  private long deadLetters;
  private long deadLettersRead;

  boolean relayStands;
  boolean groupStands;
  boolean consoleStands;
  boolean kafkaSilent;
  boolean poisonous;
  int wholePeriodMillis = 4_000;
  int feedPeriodMillis = PERIOD_MILLIS;
  private final Table paymentTable = new Table(payments, () -> PERIOD_MILLIS);
  private final Table feedTable = new Table(feed, () -> feedPeriodMillis);

  SimulatedPlatform(long seed) {
    random = new Random(seed);
    for (int i = 0; i < PARTITIONS; i++) {
      topic.add(new ArrayList<>());
    }
    ledger =
        new Ledger(
            this::committed,
            this,
            new TableCounts("payment-service", paymentTable::scans, this::nanos),
            new TableCounts("notification-service", feedTable::scans, this::nanos),
            this,
            this::nanos);
  }

  private record Made(UUID id, int user, Instant at) {}

  private record Dead(PublishedPayment payment, long knownAtMillis) {}

  /** A table that is scanned now and then, by a clock of its own. */
  private final class Table {

    private final NavigableMap<Integer, long[]> rows;
    private final IntSupplier recentPeriodMillis;
    private @Nullable Snapshot whole;
    private @Nullable Snapshot recent;

    Table(NavigableMap<Integer, long[]> rows, IntSupplier recentPeriodMillis) {
      this.rows = rows;
      this.recentPeriodMillis = recentPeriodMillis;
    }

    private record Snapshot(long millis, Instant from, List<List<Long>> slices) {}

    List<TableScan> scans(Instant since, @Nullable Instant known) {
      long asked = millis;
      Snapshot all = whole;
      if (all == null || millis - all.millis() > wholePeriodMillis) {
        all = snapshot(since);
        whole = all;
      }
      Snapshot newest = recent;
      if (newest == null || millis - newest.millis() > recentPeriodMillis.getAsInt()) {
        Instant minuteAgo = Instant.ofEpochSecond(instant().getEpochSecond() / 10 * 10 - 60);
        newest = snapshot(minuteAgo.isBefore(since) ? since : minuteAgo);
        recent = newest;
      }
      return List.of(told(all, asked, known), told(newest, asked, null));
    }

    private Snapshot snapshot(Instant from) {
      int first = PaymentIndex.slice(from);
      List<List<Long>> slices = new ArrayList<>();
      rows.tailMap(first)
          .forEach(
              (slice, counts) -> slices.add(List.of((long) slice - first, counts[0], counts[1])));
      return new Snapshot(millis, from, slices);
    }

    private TableScan told(Snapshot scan, long asked, @Nullable Instant known) {
      Instant at = BEGIN.plusMillis(scan.millis()).plus(CLOCK_AHEAD);
      return new TableScan(
          scan.from(), at, asked - scan.millis(), at.equals(known) ? null : scan.slices());
    }
  }

  void run(Duration time, int perSecond) {
    for (long end = millis + time.toMillis(); millis < end; millis += STEP_MILLIS) {
      for (int due = perSecond * STEP_MILLIS / 1000; due > 0; due--) {
        make();
      }
      publish();
      follow();
      receive();
    }
  }

  private void make() {
    Made made = new Made(UUID.randomUUID(), random.nextInt(500), instant());
    add(payments, made.at(), 1, 1);
    unpublished.add(made);
    all.add(made);
    if (poisonous && random.nextInt(100) == 0) {
      poison.put(made.id(), true);
    }
  }

  private void publish() {
    while (!relayStands && !unpublished.isEmpty() && random.nextInt(20) > 0) {
      Made made = unpublished.removeFirst();
      int copies = random.nextInt(50) == 0 ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        int partition = made.user() % PARTITIONS;
        topic
            .get(partition)
            .add(
                new PublishedPayment(
                    made.id(),
                    "user" + made.user(),
                    partition,
                    topic.get(partition).size(),
                    made.at(),
                    instant()));
      }
    }
  }

  private void follow() {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<PublishedPayment> records = topic.get(partition);
      while (!consoleStands && shown[partition] < records.size() && random.nextInt(30) > 0) {
        index.add(records.get(shown[partition]++));
      }
    }
    while (!dead.isEmpty() && dead.getFirst().knownAtMillis() <= millis) {
      PublishedPayment payment = dead.removeFirst().payment();
      deadLettersRead++;
      index.reject(payment.paymentId(), payment.location());
    }
  }

  private void receive() {
    for (int partition = 0; partition < PARTITIONS && !groupStands; partition++) {
      // The offset follows the rows a little later.
      committed[partition] = read[partition];
      List<PublishedPayment> records = topic.get(partition);
      int batch = random.nextInt(60);
      while (read[partition] < records.size() && batch-- > 0) {
        PublishedPayment payment = records.get(read[partition]++);
        if (poison.containsKey(payment.paymentId())) {
          deadLetters++;
          dead.add(new Dead(payment, millis + random.nextInt(4_000)));
        } else if (inFeed.putIfAbsent(payment.paymentId(), instant()) == null) {
          add(feed, payment.occurredAt(), 1, 1);
        }
      }
    }
  }

  static void add(Map<Integer, long[]> table, Instant at, int entries, int distinct) {
    long[] counts = table.computeIfAbsent(PaymentIndex.slice(at), slice -> new long[2]);
    counts[0] += entries;
    counts[1] += distinct;
  }

  void forge() {
    topic
        .getFirst()
        .add(
            new PublishedPayment(
                UUID.randomUUID(), "user3", 0, topic.getFirst().size(), instant(), instant()));
  }

  private Optional<Committed> committed() {
    Map<Integer, Long> offsets = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      offsets.put(partition, (long) committed[partition]);
    }
    return kafkaSilent
        ? Optional.empty()
        : Optional.of(new Committed(offsets, Map.of(0, deadLetters)));
  }

  long accepted() {
    return payments.values().stream().mapToLong(counts -> counts[1]).sum();
  }

  /**
   * How many payments accepted before one time were in no feed at another.
   *
   * @param until by the clock that stamps payments, or by that of the databases
   * @param at by the clock of the databases
   */
  long notInFeeds(Instant until, Instant at) {
    Instant end = until.isAfter(instant()) ? until.minus(CLOCK_AHEAD) : until;
    Instant counted = at.minus(CLOCK_AHEAD);
    return all.stream()
        .filter(made -> made.at().isBefore(end) && !poison.containsKey(made.id()))
        .filter(made -> !inFeed.getOrDefault(made.id(), Instant.MAX).isBefore(counted))
        .count();
  }

  private long nanos() {
    return Duration.ofMillis(millis).toNanos();
  }

  @Override
  public Instant instant() {
    return BEGIN.plusMillis(millis);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public PaymentIndex index() {
    return index;
  }

  @Override
  public @Nullable String note() {
    return null;
  }

  @Override
  public boolean hasReadDeadLetters(Map<Integer, Long> ends) {
    return deadLettersRead >= ends.getOrDefault(0, 0L);
  }
}
