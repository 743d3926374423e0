package io.paymentdone.console.ledger;

import io.paymentdone.console.ledger.Arrivals.Missing;
import io.paymentdone.console.ledger.CommittedOffsets.Committed;
import io.paymentdone.console.ledger.LedgerCounts.State;
import io.paymentdone.console.ledger.Reconciliation.Verdict;
import io.paymentdone.console.ledger.TableCounts.Count;
import io.paymentdone.console.ledger.TableCounts.Scan;
import io.paymentdone.console.payments.PaymentIndex;
import io.paymentdone.console.payments.PaymentTopicReader;
import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.console.services.PaymentApi;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts the same payments in three places: in the database of payment-service, on the topic, and
 * in the database of notification-service. Each service counts its own rows, because the console
 * has no access to their databases; {@link Reconciliation} compares the counts.
 *
 * <p>Sums are capped slice by slice, so that the console never shows more payments on the topic
 * than are known to be accepted, nor more in the feeds than on the topic. The sums are true for
 * different times, so none is subtracted from another: {@link Arrivals} has what is on the way.
 */
@Component
public class Ledger {

  /** The services keep slices of 10 s for this long. */
  private static final Duration WINDOW = Duration.ofHours(24);

  private static final Duration CACHED = Duration.ofMillis(500);

  private final Supplier<Optional<Committed>> committed;
  private final TopicView topic;
  private final Clock clock;
  private final TableCounts payments;
  private final TableCounts feeds;
  private final Reconciliation reconciliation;
  private final Arrivals arrivals;

  private @Nullable LedgerCounts last;
  private @Nullable Instant kafkaSilentSince;

  @Autowired
  Ledger(
      CommittedOffsets committed,
      PaymentTopicReader published,
      PaymentApi payments,
      NotificationApi notifications) {
    this(
        committed::now,
        TopicView.of(published),
        new TableCounts("payment-service", payments::scans, System::nanoTime),
        new TableCounts("notification-service", notifications::scans, System::nanoTime),
        Clock.systemUTC(),
        System::nanoTime);
  }

  Ledger(
      Supplier<Optional<Committed>> committed,
      TopicView topic,
      TableCounts payments,
      TableCounts feeds,
      Clock clock,
      LongSupplier nanoTime) {
    this.committed = committed;
    this.topic = topic;
    this.payments = payments;
    this.feeds = feeds;
    this.clock = clock;
    this.reconciliation = new Reconciliation(topic, payments, feeds, nanoTime);
    this.arrivals = new Arrivals(payments, feeds);
  }

  /** The current counts, at most half a second old. */
  public synchronized LedgerCounts count() {
    LedgerCounts known = last;
    if (known != null && known.at().plus(CACHED).isAfter(clock.instant())) {
      return known;
    }
    LedgerCounts counted = countNow();
    last = counted;
    return counted;
  }

  private LedgerCounts countNow() {
    Instant now = clock.instant();
    topic.index().forget(now.minus(WINDOW));
    Instant since = topic.index().count().since();
    Optional<Committed> offsets = committed.get();
    kafkaSilentSince =
        offsets.isPresent() ? null : kafkaSilentSince == null ? now : kafkaSilentSince;
    offsets.ifPresent(reconciliation::onCommitted);
    // Downstream first: a payment that a feed has is on the topic, and one on the topic was
    // accepted.
    feeds.ask(since, now);
    Instant readAt = clock.instant();
    PaymentIndex.Counts read = topic.index().count();
    payments.ask(since, now);
    arrivals.observe();
    reconciliation.compare(PaymentIndex.slice(read.since()));
    return counts(read, readAt);
  }

  private LedgerCounts counts(PaymentIndex.Counts read, Instant readAt) {
    int from = PaymentIndex.slice(read.since());
    Scan accepted = payments.whole();
    Scan entries = feeds.whole();
    String topicNote = topic.note();
    boolean isTopicKnown = topicNote == null;
    Sums sums = sums(read, from, accepted != null);
    Verdict verdict = reconciliation.verdict(from, kafkaSilentSince == null);
    Missing missing =
        isTopicKnown ? arrivals.missing(from, read.rejectedBySlice()).orElse(null) : null;
    return new LedgerCounts(
        read.since(),
        sinceNote(read),
        clock.instant(),
        accepted == null ? null : sums.accepted(),
        accepted == null ? null : accepted.at(),
        isTopicKnown ? sums.onTopic() : null,
        isTopicKnown ? readAt : null,
        entries == null || !isTopicKnown ? null : sums.inFeeds(),
        entries == null || !isTopicKnown ? null : entries.at(),
        read.rejected(),
        missing == null ? null : missing.acceptedUntil(),
        missing == null ? null : missing.count(),
        missing == null ? null : missing.at(),
        missing == null || verdict.lost() == null
            ? null
            : Math.max(0, missing.count() - reconciliation.lostBefore(missing.end())),
        verdict.lost(),
        verdict.lostState(),
        verdict.duplicates(),
        verdict.duplicatesState(),
        verdict.outOfOrder(),
        verdict.outOfOrder() == null ? State.UNKNOWN : State.CONFIRMED,
        verdict.withoutPayment(),
        verdict.at(),
        verdict.suspected(),
        verdict.lostIn(),
        note(topicNote, verdict));
  }

  private record Sums(long accepted, long onTopic, long inFeeds) {}

  private Sums sums(PaymentIndex.Counts read, int from, boolean isAcceptedKnown) {
    Set<Integer> slices = payments.slices(from);
    slices.addAll(read.onTopic().tailMap(from).keySet());
    slices.addAll(feeds.slices(from));
    long accepted = 0;
    long onTopic = 0;
    long inFeeds = 0;
    for (int slice : slices) {
      Count taken = payments.count(slice);
      long published = read.onTopic().getOrDefault(slice, 0L);
      long bound = isAcceptedKnown ? Math.min(published, taken.payments()) : published;
      accepted += taken.payments();
      onTopic += bound;
      inFeeds += Math.min(feeds.count(slice).payments(), bound);
    }
    return new Sums(accepted, onTopic, inFeeds);
  }

  private @Nullable String sinceNote(PaymentIndex.Counts read) {
    if (read.since().isBefore(clock.instant().minus(WINDOW).plus(1, ChronoUnit.MINUTES))) {
      return "the last " + WINDOW.toHours() + " h";
    }
    return read.full()
        ? "the console's memory for payments is full, older ones are not counted"
        : null;
  }

  private @Nullable String note(@Nullable String topicNote, Verdict verdict) {
    List<String> notes = new ArrayList<>();
    add(notes, topicNote);
    if (kafkaSilentSince != null) {
      notes.add(
          "Kafka has not reported the committed offsets of the group since "
              + kafkaSilentSince.truncatedTo(ChronoUnit.SECONDS)
              + ".");
    }
    add(notes, feeds.note());
    add(notes, payments.note());
    if (verdict.withoutPayment() > 0) {
      notes.add(verdict.withoutPayment() + " on the topic belong to no accepted payment.");
    }
    if (verdict.suspects() > 0) {
      notes.add(
          verdict.suspects() + " not found in a feed; the next count confirms or withdraws this.");
    } else if (!verdict.isChecked() && notes.isEmpty()) {
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
