package io.paymentdone.console.payments;

import io.paymentdone.console.payments.PublishedPayment.TopicPartitionOffset;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The distinct payments on the topic since the start of a minute: as far back as configured, or as
 * memory allows. Older payments are forgotten, so that the counts cover the same time as the counts
 * of the databases.
 *
 * <p>A payment takes about 30 bytes ({@link PublishedPaymentIds}); only the newest are kept in
 * full, for the lookup of single payments.
 */
public final class PaymentIndex {

  /** Length of a slice of time in seconds; payments are counted by slice. */
  public static final int SLICE_SECONDS = 10;

  private static final int USERS_MAX = 50_000;
  private static final int DETAILS_MAX = 30_000;
  private static final int COPIED_MAX = 1_000;
  private static final int COPIES_MAX = 10;
  private static final int REJECTED_MAX = 10_000;
  private static final int MISPLACED_MAX = 10_000;
  private static final int NONE = Integer.MIN_VALUE;

  /**
   * Share that is forgotten at once if memory is full, so that the start does not move each time.
   */
  private static final double FORGOTTEN_SHARE = 0.05;

  /** A payment takes at most this long, so the order of payments further apart is certain. */
  private static final Duration ORDER_CERTAIN = Duration.ofSeconds(10);

  private final int paymentsMax;
  private final PublishedPaymentIds seen = new PublishedPaymentIds();
  private final TreeMap<Integer, Long> bySlice = new TreeMap<>();
  private final TreeMap<Integer, Long> rejectedBySlice = new TreeMap<>();

  /** Last record of each partition. */
  private final Map<Integer, PublishedPayment> last = new HashMap<>();

  /** Time of the newest payment of each user, by the hash of the user id. */
  private final Map<Long, Instant> newest = new Bounded<>(USERS_MAX, true);

  private final Map<UUID, PublishedPayment> details = new Bounded<>(DETAILS_MAX, false);

  /** Further records of a payment, sent again by the relay or republished. */
  private final Map<UUID, List<PublishedPayment>> copies = new Bounded<>(COPIED_MAX, false);

  /** Locations of records that the group rejected before the console read them. */
  private final Map<TopicPartitionOffset, Boolean> rejected = new Bounded<>(REJECTED_MAX, false);

  /**
   * Payments with a rejected record and the slice in which they count as rejected; {@link #NONE}
   * after a redrive, which is exempt from the order.
   */
  private final Map<UUID, Integer> redriven = new Bounded<>(REJECTED_MAX, false);

  private final Map<TopicPartitionOffset, Integer> misplaced = new Bounded<>(MISPLACED_MAX, false);

  private Instant since;
  private boolean full;

  /**
   * An empty index.
   *
   * @param since payments from before this time do not count
   * @param paymentsMax most payments; the oldest are forgotten first
   */
  public PaymentIndex(Instant since, int paymentsMax) {
    this.since = wholeMinute(since);
    this.paymentsMax = paymentsMax;
  }

  private static final class Bounded<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int max;

    Bounded(int max, boolean byUse) {
      super(16, 0.75f, byUse);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > max;
    }
  }

  private static Instant wholeMinute(Instant time) {
    Instant floor = time.truncatedTo(ChronoUnit.MINUTES);
    return floor.equals(time) ? time : floor.plus(1, ChronoUnit.MINUTES);
  }

  /** Number of the slice that contains a time, counted from 1970. */
  public static int slice(Instant time) {
    return (int) Math.floorDiv(time.getEpochSecond(), SLICE_SECONDS);
  }

  /**
   * Counts of the payments since a time.
   *
   * @param full whether older payments were forgotten because the index was full
   * @param onTopic distinct payments on the topic, by slice
   * @param rejectedBySlice payments whose event the group rejected, by slice
   */
  public record Counts(
      Instant since,
      boolean full,
      SortedMap<Integer, Long> onTopic,
      SortedMap<Integer, Long> rejectedBySlice) {

    /** All payments whose event the group rejected. */
    public long rejected() {
      return rejectedBySlice.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Adds a record; records of one partition must be added in their order. */
  public synchronized void add(PublishedPayment payment) {
    if (isReadAgain(payment)) {
      return;
    }
    if (payment.occurredAt().isBefore(since)) {
      return;
    }
    if (rejected.remove(payment.location()) != null) {
      if (!seen.contains(payment.paymentId())) {
        countAsRejected(payment.paymentId(), slice(payment.occurredAt()));
      }
      return;
    }
    if (!keep(payment, false)) {
      addCopy(payment);
      return;
    }
    if (!redriven.containsKey(payment.paymentId())) {
      checkOrder(payment);
    }
    if (seen.size() > paymentsMax) {
      forgetTheOldest();
    }
  }

  /**
   * Offsets of a partition only grow. A lower offset belongs to a record that is read again, unless
   * the record was written later: then the topic was recreated, and the index starts over.
   */
  private boolean isReadAgain(PublishedPayment payment) {
    PublishedPayment before = last.get(payment.partition());
    if (before != null && payment.offset() <= before.offset()) {
      if (!payment.publishedAt().isAfter(before.publishedAt())) {
        return true;
      }
      forget(payment.publishedAt());
    }
    last.put(payment.partition(), payment);
    return false;
  }

  private boolean keep(PublishedPayment payment, boolean late) {
    int slice = slice(payment.occurredAt());
    if (!seen.add(payment.paymentId(), payment.location(), slice, late)) {
      return false;
    }
    bySlice.merge(slice, 1L, Long::sum);
    Integer rejectedIn = redriven.replace(payment.paymentId(), NONE);
    if (rejectedIn != null) {
      rejectedBySlice.computeIfPresent(rejectedIn, PaymentIndex::oneLess);
    }
    details.put(payment.paymentId(), payment);
    return true;
  }

  private void addCopy(PublishedPayment payment) {
    List<PublishedPayment> known =
        copies.computeIfAbsent(payment.paymentId(), id -> new ArrayList<>());
    if (known.size() < COPIES_MAX) {
      known.add(payment);
    }
  }

  /**
   * A payment whose time is ahead of its record's timestamp is not used to judge later payments.
   */
  private void checkOrder(PublishedPayment payment) {
    long user = PublishedPaymentIds.hash(payment.userId());
    Instant latest = newest.get(user);
    if (latest != null && payment.occurredAt().plus(ORDER_CERTAIN).isBefore(latest)) {
      misplaced.put(payment.location(), slice(payment.occurredAt()));
    }
    if ((latest == null || payment.occurredAt().isAfter(latest))
        && payment.occurredAt().isBefore(payment.publishedAt().plus(ORDER_CERTAIN))) {
      newest.put(user, payment.occurredAt());
    }
  }

  /**
   * Removes a record that the group rejected.
   *
   * @param paymentId the payment id in the record
   */
  public synchronized void reject(UUID paymentId, TopicPartitionOffset location) {
    misplaced.remove(location);
    List<PublishedPayment> others = copies.getOrDefault(paymentId, new ArrayList<>());
    if (location.equals(seen.location(paymentId))) {
      remove(paymentId);
      if (!others.isEmpty()) {
        // Later payments of the user may have been added since, so the order is not checked again.
        keep(others.removeFirst(), true);
      }
    } else if (!others.removeIf(copy -> copy.location().equals(location))) {
      rejected.put(location, true);
    }
  }

  private void remove(UUID paymentId) {
    int slice = seen.remove(paymentId);
    bySlice.computeIfPresent(slice, PaymentIndex::oneLess);
    countAsRejected(paymentId, slice);
    PublishedPayment payment = details.remove(paymentId);
    if (payment != null) {
      newest.remove(PublishedPaymentIds.hash(payment.userId()), payment.occurredAt());
    }
  }

  private void countAsRejected(UUID paymentId, int slice) {
    Integer before = redriven.put(paymentId, slice);
    if (before == null || before == NONE) {
      rejectedBySlice.merge(slice, 1L, Long::sum);
    }
  }

  private static @Nullable Long oneLess(Integer slice, Long count) {
    return count > 1 ? count - 1 : null;
  }

  private void forgetTheOldest() {
    long excess = (long) (seen.size() - paymentsMax * (1 - FORGOTTEN_SHARE));
    for (Map.Entry<Integer, Long> slice : bySlice.entrySet()) {
      excess -= slice.getValue();
      if (excess <= 0) {
        full = true;
        forget(Instant.ofEpochSecond((long) SLICE_SECONDS * (slice.getKey() + 1)));
        return;
      }
    }
  }

  /** Forgets all payments before a time. */
  public synchronized void forget(Instant before) {
    Instant minute = wholeMinute(before);
    if (!minute.isAfter(since)) {
      return;
    }
    since = minute;
    int first = slice(since);
    bySlice.headMap(first).clear();
    rejectedBySlice.headMap(first).clear();
    misplaced.values().removeIf(slice -> slice < first);
    details.values().removeIf(payment -> payment.occurredAt().isBefore(minute));
    copies.keySet().removeIf(id -> !details.containsKey(id));
    seen.forget(first);
  }

  /** The counts of all payments in the index. */
  public synchronized Counts count() {
    return new Counts(since, full, new TreeMap<>(bySlice), new TreeMap<>(rejectedBySlice));
  }

  /**
   * Number of payments before the given offsets, by slice.
   *
   * @param offsets offsets by partition; a partition without an offset counts none
   */
  public synchronized SortedMap<Integer, Long> below(Map<Integer, Long> offsets) {
    TreeMap<Integer, Long> below = new TreeMap<>(bySlice);
    int partitions = last.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    seen.countAtOrAfter(offsets, partitions)
        .forEach((slice, count) -> below.merge(slice, -count, Long::sum));
    return below;
  }

  /**
   * Number of payments whose event comes after that of a payment of the same user made at least 10
   * s later, at most 10 000. Payments closer together may be concurrent, so their order is free.
   *
   * @param offsets offsets by partition; only events before them count
   */
  public synchronized long outOfOrder(Map<Integer, Long> offsets) {
    return misplaced.keySet().stream()
        .filter(location -> location.offset() < offsets.getOrDefault(location.partition(), 0L))
        .count();
  }

  /** Location of the first event of a payment; empty if the payment is unknown. */
  public synchronized Optional<TopicPartitionOffset> location(UUID paymentId) {
    return Optional.ofNullable(seen.location(paymentId));
  }

  /** The records of a recent payment: the first one, then its copies. */
  public synchronized List<PublishedPayment> find(UUID paymentId) {
    PublishedPayment first = details.get(paymentId);
    return first == null
        ? List.of()
        : Stream.concat(Stream.of(first), copies.getOrDefault(paymentId, List.of()).stream())
            .toList();
  }
}
