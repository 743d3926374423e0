package io.paymentdone.console.traffic;

import io.paymentdone.console.services.FeedEntry;
import io.paymentdone.web.paging.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Searches payments in the feeds of their users, through the public API. */
final class FeedAudit {

  /** Greatest expected difference between the clocks of the console and the services. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

  /** Allowance for payments by other clients to the same users since the start. */
  private static final int OTHERS_MAX = 100_000;

  private final Feeds feeds;
  private final Instant since;
  private final long entriesMax;

  /**
   * An audit of payments made since a time.
   *
   * @param paymentsMax greatest number of these payments; all may belong to one user
   */
  FeedAudit(Feeds feeds, Instant startedAt, long paymentsMax) {
    this.feeds = feeds;
    this.since = startedAt.minus(CLOCK_SKEW);
    this.entriesMax = paymentsMax + OTHERS_MAX;
  }

  /** The users' feeds. */
  @FunctionalInterface
  interface Feeds {

    /**
     * A page of a user's feed, newest first.
     *
     * @param after cursor of the previous page; null for the first one
     */
    Page<FeedEntry> page(String userId, @Nullable String after);
  }

  /** Result of an audit. */
  record Finding(long found, long twice, long outOfOrder, Set<UUID> missing) {}

  /**
   * Reads the feeds of all users of the payments. Returns empty if a feed is too long to be read
   * back to the start, because payments in its unread part would count as missing.
   */
  Optional<Finding> audit(Collection<SentPayment> payments) {
    Map<String, List<SentPayment>> byUser =
        payments.stream().collect(Collectors.groupingBy(SentPayment::userId));
    long found = 0;
    long twice = 0;
    long outOfOrder = 0;
    Set<UUID> missing = new HashSet<>();
    for (Map.Entry<String, List<SentPayment>> user : byUser.entrySet()) {
      Map<UUID, SentPayment> sent = index(user.getValue());
      Optional<List<FeedEntry>> entries = entries(user.getKey());
      if (entries.isEmpty()) {
        return Optional.empty();
      }
      List<SentPayment> feed =
          entries.get().stream()
              .map(FeedEntry::paymentId)
              .filter(sent::containsKey)
              .map(sent::get)
              .toList();
      Set<UUID> distinct = feed.stream().map(SentPayment::id).collect(Collectors.toSet());
      found += distinct.size();
      twice += feed.size() - distinct.size();
      outOfOrder += countOutOfOrder(feed);
      sent.keySet().stream().filter(id -> !distinct.contains(id)).forEach(missing::add);
    }
    return Optional.of(new Finding(found, twice, outOfOrder, missing));
  }

  private static Map<UUID, SentPayment> index(List<SentPayment> payments) {
    return payments.stream()
        .collect(Collectors.toMap(SentPayment::id, Function.identity(), (one, same) -> one));
  }

  /** The entries of a user since the start, newest first; empty if there are too many. */
  private Optional<List<FeedEntry>> entries(String userId) {
    List<FeedEntry> entries = new ArrayList<>();
    String after = null;
    while (entries.size() < entriesMax) {
      Page<FeedEntry> next = feeds.page(userId, after);
      entries.addAll(next.items());
      after = next.next();
      if (after == null || isOld(next.items().getLast())) {
        return Optional.of(entries);
      }
    }
    return Optional.empty();
  }

  private boolean isOld(FeedEntry entry) {
    return entry.occurredAt().isBefore(since);
  }

  /**
   * Counts the payments that the feed shows as newer than a payment posted after their response.
   *
   * @param newestFirst the payments of a user in the order of the feed
   */
  static long countOutOfOrder(List<SentPayment> newestFirst) {
    long wrong = 0;
    @Nullable Long earliestAnswer = null;
    for (SentPayment payment : newestFirst) {
      // The feed shows all payments of earlier iterations as newer than this one.
      if (earliestAnswer != null && earliestAnswer - payment.postedNanos() < 0) {
        wrong++;
      }
      long answered = payment.answeredNanos();
      if (earliestAnswer == null || answered - earliestAnswer < 0) {
        earliestAnswer = answered;
      }
    }
    return wrong;
  }

  /** The payments with these ids. */
  static List<SentPayment> only(Collection<SentPayment> payments, Set<UUID> ids) {
    Map<UUID, SentPayment> byId = new HashMap<>(index(List.copyOf(payments)));
    byId.keySet().retainAll(ids);
    return List.copyOf(byId.values());
  }
}
