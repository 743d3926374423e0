package io.paymentdone.console.tap;

import static java.util.Comparator.comparingLong;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The users with the most events of the last minute. */
public final class HotUsers {

  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int USERS_MAX = 8;

  private final Deque<Second> seconds = new ArrayDeque<>();
  private final Map<String, Busy> totals = new HashMap<>();
  private long total;

  HotUsers() {}

  private record Second(long epochSecond, Map<String, Integer> counts) {}

  /** Running total of a user. */
  private static final class Busy {
    private final int partition;
    private long records;

    Busy(int partition) {
      this.partition = partition;
    }
  }

  /**
   * A user's part of the last minute.
   *
   * @param share of all records, 0 to 1
   */
  public record HotUser(String userId, int partition, long records, double share) {}

  /**
   * The busiest, most records first.
   *
   * @param records of all users
   */
  public record Minute(long records, int users, List<HotUser> hottest) {}

  synchronized void add(SeenPayment payment, Instant now) {
    if (payment.publishedAt().isBefore(now.minus(WINDOW))) {
      return;
    }
    long second = now.getEpochSecond();
    if (seconds.isEmpty() || seconds.getLast().epochSecond() < second) {
      seconds.add(new Second(second, new HashMap<>()));
    }
    seconds.getLast().counts().merge(payment.userId(), 1, Integer::sum);
    totals.computeIfAbsent(payment.userId(), user -> new Busy(payment.partition())).records++;
    total++;
    expire(now);
  }

  private void expire(Instant now) {
    long oldest = now.minus(WINDOW).getEpochSecond();
    while (!seconds.isEmpty() && seconds.getFirst().epochSecond() < oldest) {
      seconds.removeFirst().counts().forEach(this::subtract);
    }
  }

  private void subtract(String user, int records) {
    total -= records;
    totals.computeIfPresent(
        user,
        (id, busy) -> {
          busy.records -= records;
          return busy.records > 0 ? busy : null;
        });
  }

  /** The last minute. */
  public synchronized Minute lastMinute(Instant now) {
    expire(now);
    Comparator<Map.Entry<String, Busy>> byRecords = comparingLong(user -> user.getValue().records);
    List<HotUser> hottest =
        totals.entrySet().stream()
            .sorted(byRecords.reversed().thenComparing(Map.Entry.comparingByKey()))
            .limit(USERS_MAX)
            .map(user ->
                new HotUser(
                    user.getKey(),
                    user.getValue().partition,
                    user.getValue().records,
                    (double) user.getValue().records / total))
            .toList();
    return new Minute(total, totals.size(), hottest);
  }
}
