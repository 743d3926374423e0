package io.paymentdone.console.payments;

import static java.util.Comparator.comparingLong;

import io.paymentdone.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The users with the most payments of the last minute. */
public final class HotUsers {

  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int HOTTEST_MAX = 8;

  /** Most counters, one per user and second; further payments are counted in the total only. */
  private static final int COUNTS_MAX = 200_000;

  private final Deque<Second> seconds = new ArrayDeque<>();
  private final Map<String, Busy> totals = new HashMap<>();
  private long total;
  private int counts;

  HotUsers() {}

  /** Payments read in one second. */
  private static final class Second {
    private final long epochSecond;
    private final Map<String, Integer> counts = new HashMap<>();
    private long others;

    Second(long epochSecond) {
      this.epochSecond = epochSecond;
    }
  }

  /** Running total of a user. */
  private static final class Busy {
    private final int partition;
    private long records;

    Busy(int partition) {
      this.partition = partition;
    }
  }

  /**
   * Payments of one user in the last minute.
   *
   * @param share share of all records, 0 to 1
   */
  public record HotUser(String userId, int partition, long records, double share) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "HotUser[partition=" + partition + ", records=" + records + "]";
    }
  }

  /**
   * The users with the most payments, in descending order.
   *
   * @param records number of records of all users
   * @param users number of users with a counter
   * @param topic topic of the records
   * @param note since when and why the console does not read the topic; null while it does
   */
  public record Minute(
      long records, int users, List<HotUser> hottest, String topic, @Nullable String note) {}

  synchronized void add(PublishedPayment payment, Instant now) {
    if (payment.publishedAt().isBefore(now.minus(WINDOW))) {
      return;
    }
    long second = now.getEpochSecond();
    if (seconds.isEmpty() || seconds.getLast().epochSecond < second) {
      seconds.add(new Second(second));
    }
    Second latest = seconds.getLast();
    if (counts < COUNTS_MAX || latest.counts.containsKey(payment.userId())) {
      counts += latest.counts.merge(payment.userId(), 1, Integer::sum) == 1 ? 1 : 0;
      totals.computeIfAbsent(payment.userId(), user -> new Busy(payment.partition())).records++;
    } else {
      latest.others++;
    }
    total++;
    expire(now);
  }

  private void expire(Instant now) {
    long oldest = now.minus(WINDOW).getEpochSecond();
    while (!seconds.isEmpty() && seconds.getFirst().epochSecond < oldest) {
      Second past = seconds.removeFirst();
      total -= past.others;
      counts -= past.counts.size();
      past.counts.forEach(this::subtract);
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

  /**
   * The counts of the last minute.
   *
   * @param note since when and why the console does not read the topic; null while it does
   */
  public synchronized Minute lastMinute(Instant now, @Nullable String note) {
    expire(now);
    Comparator<Map.Entry<String, Busy>> byRecords = comparingLong(user -> user.getValue().records);
    List<HotUser> hottest =
        totals.entrySet().stream()
            .sorted(byRecords.reversed().thenComparing(Map.Entry.comparingByKey()))
            .limit(HOTTEST_MAX)
            .map(user ->
                new HotUser(
                    user.getKey(),
                    user.getValue().partition,
                    user.getValue().records,
                    (double) user.getValue().records / total))
            .toList();
    return new Minute(total, totals.size(), hottest, Topics.PAYMENT_DONE, note);
  }
}
