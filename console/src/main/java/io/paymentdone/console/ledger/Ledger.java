package io.paymentdone.console.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.paymentdone.console.ledger.CommittedOffsets.Committed;
import io.paymentdone.console.ledger.TableCounts.Count;
import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.console.services.PaymentApi;
import io.paymentdone.console.payments.PaymentIndex;
import io.paymentdone.console.payments.PaymentTopicReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts the same payments in three places: in payment-service's database, on the topic, and in
 * notification-service's. The services count their own rows; the console has no access to their
 * databases.
 *
 * <p>Payments are told apart by the time they were accepted, which is the same in all three places:
 * each count is made by slices of 10 s, and a slice is compared with itself alone. No clocks are
 * compared. What the group had committed <em>before</em> a count of the feeds must be in that
 * count, whatever was read meanwhile; what the console had read of the topic before a count of the
 * payments must be in that one. So nothing that is on its way is taken for lost, and a payment that
 * came meanwhile hides a lost one of its own ten seconds only, and only until they are over.
 *
 * <p>Sums are clamped slice by slice, so that what is shown of the topic is never more than what is
 * known to be accepted, nor what is shown of the feeds more than of the topic.
 */
@Component
public class Ledger {

  /** The services count by slices of 10 s for as long. */
  private static final Duration WINDOW = Duration.ofHours(24);

  private static final Duration CACHED = Duration.ofMillis(500);
  private static final Duration CHECKED_AGE_MAX = Duration.ofSeconds(60);

  private static final int LOST_SLICES_MAX = 10;

  private final Supplier<Optional<Committed>> committed;
  private final Topic topic;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final TableCounts payments;
  private final TableCounts feeds;
  private final CommittedHistory history = new CommittedHistory();
  private final Suspects lost = new Suspects();
  private final Suspects twice = new Suspects();

  private @Nullable Counts last;
  private @Nullable Checked checked;
  private @Nullable Instant checkedRecentAt;
  private @Nullable Instant kafkaSilentSince;
  private @Nullable Before before;
  private TreeMap<Integer, Long> unaccounted = new TreeMap<>();

  @Autowired
  Ledger(
      CommittedOffsets committed,
      PaymentTopicReader published,
      PaymentApi payments,
      NotificationApi notifications) {
    this(
        committed::now,
        Topic.of(published),
        new TableCounts("payment-service", payments::scans, System::nanoTime),
        new TableCounts("notification-service", notifications::scans, System::nanoTime),
        Clock.systemUTC(),
        System::nanoTime);
  }

  Ledger(
      Supplier<Optional<Committed>> committed,
      Topic topic,
      TableCounts payments,
      TableCounts feeds,
      Clock clock,
      LongSupplier nanoTime) {
    this.committed = committed;
    this.topic = topic;
    this.payments = payments;
    this.feeds = feeds;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** What the console itself has read of the topic. */
  interface Topic {

    PaymentIndex index();

    /** Why the topic is not known as far as it goes; null when it is. */
    @Nullable String note();

    /** Whether the dead letters are known up to some offsets by partition. */
    boolean hasReadDeadLetters(Map<Integer, Long> ends);

    static Topic of(PaymentTopicReader published) {
      return new Topic() {
        @Override
        public PaymentIndex index() {
          return published.index();
        }

        @Override
        public @Nullable String note() {
          return published.note();
        }

        @Override
        public boolean hasReadDeadLetters(Map<Integer, Long> ends) {
          return published.hasReadDeadLetters(ends);
        }
      };
    }
  }

  private record Checked(Instant at, long nanos) {}

  /** What the group had read of the topic by a moment. */
  private record Before(long nanos, SortedMap<Integer, Long> onTopic) {}

  /** How much a verdict is worth. */
  public enum State {
    /** By counts of one moment; if it is not zero, by two of them. */
    @JsonProperty("confirmed")
    CONFIRMED,
    /** The last verdict; a later count decides. */
    @JsonProperty("counting")
    COUNTING,
    @JsonProperty("unknown")
    UNKNOWN
  }

  /** How many of the payments that were accepted in a time are lost. */
  public record LostIn(Instant from, Instant to, long lost) {}

  /**
   * Counts of the payments made since a time; null what is not known.
   *
   * @param since a whole minute, as far back as the console knows the topic, at most 24 h
   * @param sinceNote why not further back; null when the topic is not known before it
   * @param accepted rows of payment-service
   * @param acceptedAt time of the oldest count in it, by its database's clock
   * @param onTopic distinct payments on the topic, of those that are known to be accepted, without
   *     what the group rejected
   * @param inFeeds payments in notification-service's table, of those on the topic
   * @param rejected payments whose event is a dead letter
   * @param lost read from the topic by the group and not rejected, but in no feed
   * @param twice feed entries beyond one per payment
   * @param outOfOrder payments that stand behind a payment of the same user made at least 10 s
   *     later: closer ones may have been made at once, in any order
   * @param withoutPayment read from the topic and not rejected, but accepted by nobody
   * @param verdictAt time of the last count of all feeds that was compared
   * @param suspected what the last count found wrong and the next may confirm
   * @param lostIn when the lost ones were accepted; of more, the oldest ten
   * @param note what is not known, since when and why
   */
  public record Counts(
      Instant since,
      @Nullable String sinceNote,
      Instant at,
      @Nullable Long accepted,
      @Nullable Instant acceptedAt,
      @Nullable Long onTopic,
      @Nullable Instant onTopicAt,
      @Nullable Long inFeeds,
      @Nullable Instant inFeedsAt,
      long rejected,
      @Nullable Long lost,
      State lostState,
      @Nullable Long twice,
      State twiceState,
      @Nullable Long outOfOrder,
      State outOfOrderState,
      long withoutPayment,
      @Nullable Instant verdictAt,
      long suspected,
      List<LostIn> lostIn,
      @Nullable String note) {}

  /** The counts now, at most half a second old. */
  public synchronized Counts count() {
    Counts known = last;
    if (known != null && known.at().plus(CACHED).isAfter(clock.instant())) {
      return known;
    }
    Counts counted = countNow();
    last = counted;
    return counted;
  }

  private Counts countNow() {
    Instant now = clock.instant();
    topic.index().forget(now.minus(WINDOW));
    Instant since = topic.index().count().since();
    Optional<Committed> told = committed.get();
    kafkaSilentSince = told.isPresent() ? null : kafkaSilentSince == null ? now : kafkaSilentSince;
    told.ifPresent(offsets -> history.add(offsets, nanoTime.getAsLong()));
    // Downstream first: what has come to the feeds is on the topic, and that was accepted.
    feeds.ask(since, now);
    Instant readAt = clock.instant();
    PaymentIndex.Counts read = topic.index().count();
    payments.ask(since, now);
    compare(PaymentIndex.slice(read.since()));
    return counts(read, readAt);
  }

  private void compare(int from) {
    lost.forget(from);
    twice.forget(from);
    if (topic.note() != null) {
      return;
    }
    TableCounts.Scan recent = feeds.recent();
    if (recent != null
        && !recent.at().equals(checkedRecentAt)
        && compareFeeds(recent, from, Integer.MAX_VALUE)) {
      checkedRecentAt = recent.at();
    }
    TableCounts.Scan whole = feeds.whole();
    if (whole != null
        && (checked == null || !whole.at().equals(checked.at()))
        && compareFeeds(whole, from, end(whole, recent))) {
      checked = new Checked(whole.at(), whole.nanos());
    }
    compareTopic(from);
  }

  /** What was rejected below those offsets is known. */
  private boolean isSettled(Committed told) {
    return topic.hasReadDeadLetters(told.deadLetterEnds());
  }

  /** Where a later count begins, which knows better. */
  private static int end(TableCounts.Scan whole, TableCounts.@Nullable Scan recent) {
    return recent != null && recent.nanos() - whole.nanos() > 0 ? recent.from() : Integer.MAX_VALUE;
  }

  /** Holds a count of the feeds against what the group had committed before it. */
  private boolean compareFeeds(TableCounts.Scan scan, int from, int to) {
    Optional<Map<Integer, Long>> earlier = history.before(scan.nanos(), this::isSettled);
    if (earlier.isEmpty()) {
      return false;
    }
    int first = Math.min(to, Math.max(from, scan.from()));
    TreeMap<Integer, Long> missing = new TreeMap<>();
    topic
        .index()
        .below(earlier.get())
        .subMap(first, to)
        .forEach((slice, count) -> {
          if (count > scan.count(slice).payments()) {
            missing.put(slice, count - scan.count(slice).payments());
          }
        });
    TreeMap<Integer, Long> doubled = new TreeMap<>();
    scan.slices()
        .subMap(first, to)
        .forEach((slice, count) -> {
          if (count.entries() > count.payments()) {
            doubled.put(slice, count.entries() - count.payments());
          }
        });
    lost.observe(first, to, scan.nanos(), missing);
    twice.observe(first, to, scan.nanos(), doubled);
    return true;
  }

  /** Holds a count of the payments against what the group had read of the topic before it. */
  private void compareTopic(int from) {
    TableCounts.Scan scan = payments.whole();
    Before earlier = before;
    if (earlier != null && scan != null && scan.nanos() - earlier.nanos() >= 0) {
      int first = Math.max(from, scan.from());
      unaccounted = new TreeMap<>();
      earlier
          .onTopic()
          .tailMap(first)
          .forEach((slice, count) -> {
            if (count > scan.count(slice).payments()) {
              unaccounted.put(slice, count - scan.count(slice).payments());
            }
          });
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

  private Counts counts(PaymentIndex.Counts read, Instant readAt) {
    int from = PaymentIndex.slice(read.since());
    TableCounts.Scan accepted = payments.whole();
    TableCounts.Scan entries = feeds.whole();
    String topicNote = topic.note();
    boolean isTopicKnown = topicNote == null;
    Set<Integer> slices = payments.slices(from);
    slices.addAll(read.onTopic().tailMap(from).keySet());
    slices.addAll(feeds.slices(from));
    long acceptedSum = 0;
    long onTopicSum = 0;
    long inFeedsSum = 0;
    for (int slice : slices) {
      Count taken = payments.count(slice);
      long onTopic = read.onTopic().getOrDefault(slice, 0L);
      long bound = accepted == null ? onTopic : Math.min(onTopic, taken.payments());
      acceptedSum += taken.payments();
      onTopicSum += bound;
      inFeedsSum += Math.min(feeds.count(slice).payments(), bound);
    }
    Checked verdict = checked;
    boolean isChecked =
        isTopicKnown
            && kafkaSilentSince == null
            && verdict != null
            && nanoTime.getAsLong() - verdict.nanos() <= CHECKED_AGE_MAX.toNanos();
    Optional<Map<Integer, Long>> settled = history.before(nanoTime.getAsLong(), this::isSettled);
    boolean isOrderKnown = isTopicKnown && kafkaSilentSince == null && settled.isPresent();
    return new Counts(
        read.since(),
        sinceNote(read),
        clock.instant(),
        accepted == null ? null : acceptedSum,
        accepted == null ? null : accepted.at(),
        isTopicKnown ? onTopicSum : null,
        isTopicKnown ? readAt : null,
        entries == null || !isTopicKnown ? null : inFeedsSum,
        entries == null || !isTopicKnown ? null : entries.at(),
        read.rejected(),
        isChecked ? lost.confirmed() : null,
        state(isChecked, lost),
        isChecked ? twice.confirmed() : null,
        state(isChecked, twice),
        isOrderKnown ? topic.index().outOfOrder(settled.orElseThrow()) : null,
        isOrderKnown ? State.CONFIRMED : State.UNKNOWN,
        unaccounted.tailMap(from).values().stream().mapToLong(Long::longValue).sum(),
        isChecked && verdict != null ? verdict.at() : null,
        isChecked ? lost.open() + twice.open() : 0,
        isChecked ? lostIn() : List.of(),
        note(topicNote, isChecked));
  }

  private @Nullable String sinceNote(PaymentIndex.Counts read) {
    if (read.since().isBefore(clock.instant().minus(WINDOW).plus(1, ChronoUnit.MINUTES))) {
      return "the last " + WINDOW.toHours() + " h";
    }
    return read.full() ? "as many as the console keeps; older ones are not counted" : null;
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

  private @Nullable String note(@Nullable String topicNote, boolean isChecked) {
    List<String> notes = new ArrayList<>();
    add(notes, topicNote);
    if (kafkaSilentSince != null) {
      notes.add(
          "Kafka does not tell what the group has read, since "
              + kafkaSilentSince.truncatedTo(ChronoUnit.SECONDS)
              + ".");
    }
    add(notes, feeds.note());
    add(notes, payments.note());
    long events = unaccounted.values().stream().mapToLong(Long::longValue).sum();
    if (events > 0) {
      notes.add(events + " on the topic belong to no accepted payment.");
    }
    if (isChecked && lost.open() > 0) {
      notes.add(lost.open() + " not found in a feed yet; counted again.");
    } else if (!isChecked && notes.isEmpty()) {
      notes.add("The feeds are being counted.");
    }
    return notes.isEmpty() ? null : String.join(" ", notes);
  }

  private static void add(List<String> notes, @Nullable String note) {
    if (note != null) {
      notes.add(note);
    }
  }
}
