package io.paymentdone.console.traffic;

import io.paymentdone.console.services.FeedEntry;
import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.web.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks for payments in their users' feeds, as those users would see them. */
final class FeedAudit {

  /** Clocks of this and the services may differ by so much. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

  private static final int PAGES_MAX = 1_000;

  private final NotificationApi notifications;
  private final Instant since;

  FeedAudit(NotificationApi notifications, Instant startedAt) {
    this.notifications = notifications;
    this.since = startedAt.minus(CLOCK_SKEW);
  }

  /** What the feeds hold of some payments. */
  record Finding(long found, long twice, long outOfOrder, Set<UUID> missing) {}

  /** Reads the feeds of all users of the payments. */
  Finding audit(Collection<SentPayment> payments) {
    Map<String, List<SentPayment>> byUser =
        payments.stream().collect(Collectors.groupingBy(SentPayment::userId));
    long found = 0;
    long twice = 0;
    long outOfOrder = 0;
    Set<UUID> missing = new HashSet<>();
    for (Map.Entry<String, List<SentPayment>> user : byUser.entrySet()) {
      Map<UUID, SentPayment> sent = index(user.getValue());
      List<SentPayment> feed =
          entries(user.getKey()).stream()
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
    return new Finding(found, twice, outOfOrder, missing);
  }

  private static Map<UUID, SentPayment> index(List<SentPayment> payments) {
    return payments.stream()
        .collect(Collectors.toMap(SentPayment::id, Function.identity(), (one, same) -> one));
  }

  /** A user's entries since the start, newest first. */
  private List<FeedEntry> entries(String userId) {
    List<FeedEntry> entries = new ArrayList<>();
    String after = null;
    for (int page = 0; page < PAGES_MAX; page++) {
      Page<FeedEntry> next = notifications.feed(userId, after);
      entries.addAll(next.items());
      after = next.next();
      if (after == null || isOld(next.items().getLast())) {
        break;
      }
    }
    return entries;
  }

  private boolean isOld(FeedEntry entry) {
    return entry.occurredAt().isBefore(since);
  }

  /**
   * Counts the payments that stand above one that was posted only after their answer.
   *
   * @param newestFirst a user's payments in the order of the feed
   */
  static long countOutOfOrder(List<SentPayment> newestFirst) {
    long wrong = 0;
    @Nullable Long earliestAnswer = null;
    for (SentPayment payment : newestFirst) {
      // All seen so far stand after this one in the order of time.
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

  /** Removes what has been found. */
  static List<SentPayment> only(Collection<SentPayment> payments, Set<UUID> ids) {
    Map<UUID, SentPayment> byId = new HashMap<>(index(List.copyOf(payments)));
    byId.keySet().retainAll(ids);
    return List.copyOf(byId.values());
  }
}
