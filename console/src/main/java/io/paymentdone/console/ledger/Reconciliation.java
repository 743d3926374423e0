package io.paymentdone.console.ledger;

import io.paymentdone.console.ledger.CommittedOffsets.Committed;
import io.paymentdone.console.ledger.LedgerCounts.LostIn;
import io.paymentdone.console.ledger.LedgerCounts.State;
import io.paymentdone.console.ledger.TableCounts.Scan;
import io.paymentdone.console.payments.PaymentIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which payments are lost, duplicate, out of order or unknown to payment-service, by
 * comparing the topic with the counts of the two tables.
 *
 * <p>Payments are grouped into slices of 10 s by the time at which they were accepted, which is the
 * same in all three places, and a slice is compared with itself only. No clocks are compared.
 * Payments that the group had committed <em>before</em> a count of the feeds must be in that count,
 * whatever the group read during the count; payments that the console had read from the topic
 * before a count of payment-service must be in that one. A payment on its way is therefore never
 * reported as lost. A payment that arrives during a count can hide a lost payment of its own slice,
 * but only until the slice is over.
 */
final class Reconciliation {

  private static final Duration CHECKED_AGE_MAX = Duration.ofSeconds(60);
  private static final int LOST_SLICES_MAX = 10;

  private final TopicView topic;
  private final TableCounts payments;
  private final TableCounts feeds;
  private final LongSupplier nanoTime;
  private final CommittedHistory history = new CommittedHistory();
  private final Suspects lost = new Suspects();
  private final Suspects duplicates = new Suspects();

  private @Nullable Checked checked;
  private @Nullable Instant checkedRecentAt;
  private @Nullable Before before;
  private SortedMap<Integer, Long> withoutPayment = new TreeMap<>();

  Reconciliation(TopicView topic, TableCounts payments, TableCounts feeds, LongSupplier nanoTime) {
    this.topic = topic;
    this.payments = payments;
    this.feeds = feeds;
    this.nanoTime = nanoTime;
  }

  /** The last count of all feeds that was compared. */
  private record Checked(Instant at, long nanos) {}

  /** Payments that the group had read from the topic before a moment, by slice. */
  private record Before(long nanos, SortedMap<Integer, Long> onTopic) {}

  /**
   * Result of the comparisons; a figure is null if it is unknown.
   *
   * @param at time of the last count of all feeds that was compared; null if {@code lost} and
   *     {@code duplicates} are unknown
   * @param suspects payments that the last count reports as lost
   * @param suspected payments that the last count reports as lost or duplicate
   */
  record Verdict(
      @Nullable Instant at,
      @Nullable Long lost,
      State lostState,
      @Nullable Long duplicates,
      State duplicatesState,
      @Nullable Long outOfOrder,
      long withoutPayment,
      long suspects,
      long suspected,
      List<LostIn> lostIn) {

    boolean isChecked() {
      return at != null;
    }
  }

  /** Applies an answer of the coordinator. */
  void onCommitted(Committed committed) {
    history.add(committed, nanoTime.getAsLong());
  }

  /** Compares the newest counts, from a slice on. */
  void compare(int from) {
    lost.forget(from);
    duplicates.forget(from);
    if (topic.note() != null) {
      return;
    }
    Scan recent = feeds.recent();
    if (recent != null
        && !recent.at().equals(checkedRecentAt)
        && compareFeeds(recent, from, Integer.MAX_VALUE)) {
      checkedRecentAt = recent.at();
    }
    Scan whole = feeds.whole();
    if (whole != null
        && (checked == null || !whole.at().equals(checked.at()))
        && compareFeeds(whole, from, end(whole, recent))) {
      checked = new Checked(whole.at(), whole.nanos());
    }
    comparePayments(from);
  }

  /** Whether all dead letters of records before these offsets have been read. */
  private boolean isSettled(Committed committed) {
    return topic.hasReadDeadLetters(committed.deadLetterEnds());
  }

  /** The first slice of a later count, which is more recent than the whole one. */
  private static int end(Scan whole, @Nullable Scan recent) {
    return recent != null && recent.nanos() - whole.nanos() > 0 ? recent.from() : Integer.MAX_VALUE;
  }

  /** Compares a count of the feeds with the offsets that the group had committed before it. */
  private boolean compareFeeds(Scan scan, int from, int to) {
    Optional<Map<Integer, Long>> earlier = history.before(scan.nanos(), this::isSettled);
    if (earlier.isEmpty()) {
      return false;
    }
    int first = Math.min(to, Math.max(from, scan.from()));
    SortedMap<Integer, Long> missing =
        missing(topic.index().below(earlier.get()).subMap(first, to), scan);
    TreeMap<Integer, Long> doubled = new TreeMap<>();
    scan.slices()
        .subMap(first, to)
        .forEach((slice, count) -> {
          if (count.entries() > count.payments()) {
            doubled.put(slice, count.entries() - count.payments());
          }
        });
    lost.observe(first, to, scan.nanos(), missing);
    duplicates.observe(first, to, scan.nanos(), doubled);
    return true;
  }

  /** Compares a count of payment-service with the part of the topic that was read before it. */
  private void comparePayments(int from) {
    Scan scan = payments.whole();
    Before earlier = before;
    if (earlier != null && scan != null && scan.nanos() - earlier.nanos() >= 0) {
      withoutPayment = missing(earlier.onTopic().tailMap(Math.max(from, scan.from())), scan);
      earlier = null;
    }
    if (earlier == null) {
      long now = nanoTime.getAsLong();
      before =
          history
              .before(now, this::isSettled)
              .map(offsets -> new Before(now, topic.index().below(offsets)))
              .orElse(null);
    }
  }

  /** Payments of each slice of the topic that a count lacks. */
  private static SortedMap<Integer, Long> missing(SortedMap<Integer, Long> onTopic, Scan scan) {
    TreeMap<Integer, Long> missing = new TreeMap<>();
    onTopic.forEach((slice, count) -> {
      long counted = scan.count(slice).payments();
      if (count > counted) {
        missing.put(slice, count - counted);
      }
    });
    return missing;
  }

  /**
   * The current verdict.
   *
   * @param kafkaAnswers whether the committed offsets of the group are known
   */
  Verdict verdict(int from, boolean kafkaAnswers) {
    boolean known = topic.note() == null && kafkaAnswers;
    Checked last = checked;
    boolean isChecked =
        known && last != null && nanoTime.getAsLong() - last.nanos() <= CHECKED_AGE_MAX.toNanos();
    Long outOfOrder =
        known
            ? history
                .before(nanoTime.getAsLong(), this::isSettled)
                .map(offsets -> topic.index().outOfOrder(offsets))
                .orElse(null)
            : null;
    return new Verdict(
        isChecked && last != null ? last.at() : null,
        isChecked ? lost.confirmed() : null,
        state(isChecked, lost),
        isChecked ? duplicates.confirmed() : null,
        state(isChecked, duplicates),
        outOfOrder,
        withoutPayment.tailMap(from).values().stream().mapToLong(Long::longValue).sum(),
        isChecked ? lost.open() : 0,
        isChecked ? lost.open() + duplicates.open() : 0,
        isChecked ? lostIn() : List.of());
  }

  /** Payments before a slice that are lost, or that the last count reports as lost. */
  long lostBefore(int slice) {
    return lost.before(slice);
  }

  private static State state(boolean isChecked, Suspects suspects) {
    if (!isChecked) {
      return State.UNKNOWN;
    }
    return suspects.open() > 0 ? State.COUNTING : State.CONFIRMED;
  }

  private List<LostIn> lostIn() {
    return lost.confirmedBySlice().entrySet().stream()
        .limit(LOST_SLICES_MAX)
        .map(slice -> {
          Instant begin = Instant.ofEpochSecond((long) slice.getKey() * PaymentIndex.SLICE_SECONDS);
          return new LostIn(begin, begin.plusSeconds(PaymentIndex.SLICE_SECONDS), slice.getValue());
        })
        .toList();
  }
}
