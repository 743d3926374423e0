package io.paymentdone.console.payments;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The newest payments of the few users whom pages follow; of all others nothing is kept. A user is
 * followed as long as somebody asks.
 */
public final class FollowedUsers {

  /** As many as pages may be open. The one not asked for the longest gives way to another. */
  private static final int USERS_MAX = 64;

  private static final int PAYMENTS_MAX = 50;

  /** A page in the background asks less often. */
  private static final Duration UNASKED_MAX = Duration.ofMinutes(2);

  /** In the order in which they were asked for. */
  private final Map<String, User> users = new LinkedHashMap<>();

  FollowedUsers() {}

  private static final class User {
    private final Instant since;

    /** By payment id, oldest first: a payment may have several records. */
    private final Map<UUID, FollowedPayment> payments = new LinkedHashMap<>();

    /** The newest record of each partition. */
    private final Map<Integer, PublishedPayment> last = new HashMap<>();

    private Instant askedAt;
    private long count;

    User(Instant since) {
      this.since = since;
      this.askedAt = since;
    }

    void add(PublishedPayment payment) {
      if (payment.publishedAt().isBefore(since)
          || isReadAgain(payment)
          || payments.containsKey(payment.paymentId())) {
        return;
      }
      count++;
      payments.put(
          payment.paymentId(),
          new FollowedPayment(count, payment.partition(), payment.offset(), payment.publishedAt()));
      if (payments.size() > PAYMENTS_MAX) {
        payments.remove(payments.keySet().iterator().next());
      }
    }

    /** As in {@link PaymentIndex}: a lower offset of a later time is that of a recreated topic. */
    private boolean isReadAgain(PublishedPayment payment) {
      PublishedPayment before = last.get(payment.partition());
      if (before != null
          && payment.offset() <= before.offset()
          && !payment.publishedAt().isAfter(before.publishedAt())) {
        return true;
      }
      last.put(payment.partition(), payment);
      return false;
    }
  }

  /**
   * A payment of a followed user, where its first record is.
   *
   * @param number 1 for the first one since the user is followed; further records have no number
   * @param publishedAt timestamp of the record
   */
  public record FollowedPayment(long number, int partition, long offset, Instant publishedAt) {}

  /**
   * The payments of a user.
   *
   * @param since when the first page began to follow the user
   * @param newest at most 50, oldest first
   */
  public record Followed(Instant since, List<FollowedPayment> newest) {}

  synchronized void add(PublishedPayment payment) {
    User user = users.get(payment.userId());
    if (user != null) {
      user.add(payment);
    }
  }

  /** The payments of a user, who is followed from now on. */
  public synchronized Followed follow(String userId, Instant now) {
    users.values().removeIf(user -> user.askedAt.plus(UNASKED_MAX).isBefore(now));
    User known = users.remove(userId);
    User user = known == null ? new User(now) : known;
    user.askedAt = now;
    users.put(userId, user);
    if (users.size() > USERS_MAX) {
      users.remove(users.keySet().iterator().next());
    }
    return new Followed(user.since, List.copyOf(user.payments.values()));
  }
}
