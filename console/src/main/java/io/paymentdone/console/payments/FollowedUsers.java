package io.paymentdone.console.payments;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    private final Deque<FollowedPayment> payments = new ArrayDeque<>();
    private Instant askedAt;
    private long count;

    User(Instant since) {
      this.since = since;
      this.askedAt = since;
    }

    void add(PublishedPayment payment) {
      if (payment.publishedAt().isBefore(since)) {
        return;
      }
      count++;
      payments.add(
          new FollowedPayment(count, payment.partition(), payment.offset(), payment.publishedAt()));
      if (payments.size() > PAYMENTS_MAX) {
        payments.removeFirst();
      }
    }
  }

  /**
   * A payment of a followed user.
   *
   * @param number 1 for the first one since the user is followed
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
    return new Followed(user.since, List.copyOf(user.payments));
  }
}
