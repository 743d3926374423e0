package io.paymentdone.console.lookup;

import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.group.Groups;
import io.paymentdone.console.lookup.PaymentTrace.Stage;
import io.paymentdone.console.lookup.PaymentTrace.StageName;
import io.paymentdone.console.rebalances.Rebalance;
import io.paymentdone.console.rebalances.RebalanceHistory;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Explains what a payment waited for: the relay, an owner of its partition, or earlier records. */
@Component
class WaitReasons {

  private static final Logger log = LoggerFactory.getLogger(WaitReasons.class);
  private static final Duration LONG = Duration.ofMillis(500);
  private static final int REBALANCES_MAX = 200;

  private final RebalanceHistory history;
  private final ReadPositions positions;
  private final Groups groups;

  WaitReasons(RebalanceHistory history, ReadPositions positions, Groups groups) {
    this.history = history;
    this.positions = positions;
    this.groups = groups;
  }

  /** What a payment waited for, from the stages that it passed; null if it did not wait. */
  @Nullable String past(List<Stage> stages, int partition, long offset) {
    for (Stage stage : stages) {
      Instant to = stage.at();
      Long millis = stage.sinceLastMillis();
      if (to == null || millis == null || millis < LONG.toMillis()) {
        continue;
      }
      if (stage.stage() == StageName.ON_THE_TOPIC) {
        return "The payment waited for the relay: Kafka was unavailable, or another replica took"
            + " over.";
      }
      Instant from = to.minusMillis(millis);
      return gap(history.newest(Topics.NOTIFICATION_GROUP, REBALANCES_MAX), partition, from, to)
          .or(() -> backlog(partition, offset, from))
          .orElse(String.format(Locale.ROOT, "The consumer of partition %d was slow.", partition));
    }
    return null;
  }

  /** The longest ownership gap of the partition while the payment waited. */
  static Optional<String> gap(List<Rebalance> rebalances, int partition, Instant from, Instant to) {
    String reason = null;
    Duration longest = Duration.ZERO;
    for (Rebalance rebalance : rebalances) {
      for (Rebalance.Move move : rebalance.moves()) {
        Instant released = move.releasedAt();
        Instant taken = move.takenAt();
        if (move.partition() != partition
            || released == null
            || taken == null
            || !released.isBefore(to)
            || !taken.isAfter(from)) {
          continue;
        }
        Duration gap = Duration.between(released, taken);
        if (gap.compareTo(longest) > 0) {
          longest = gap;
          reason =
              String.format(
                  Locale.ROOT,
                  "Partition %d had no reader for %.1f s: rebalance %s.",
                  partition,
                  gap.toMillis() / 1000.0,
                  rebalance.id());
        }
      }
    }
    return Optional.ofNullable(reason);
  }

  private Optional<String> backlog(int partition, long offset, Instant since) {
    OptionalLong read = positions.lastRead(partition, since);
    return read.isPresent() && offset - read.getAsLong() > 1
        ? Optional.of(ahead(offset - read.getAsLong() - 1, partition, "were"))
        : Optional.empty();
  }

  private static String ahead(long records, int partition, String verb) {
    return records == 1
        ? String.format(
            Locale.ROOT,
            "1 payment %s ahead of it in partition %d.",
            verb.equals("were") ? "was" : "is",
            partition)
        : String.format(
            Locale.ROOT, "%d payments %s ahead of it in partition %d.", records, verb, partition);
  }

  /** What an unread payment on the topic waits for now; null if Kafka does not answer. */
  @Nullable String now(int partition, long offset) {
    try {
      return groups.find(Topics.NOTIFICATION_GROUP).stream()
          .flatMap(group -> group.partitions().stream())
          .filter(progress -> progress.partition() == partition)
          .map(progress -> now(progress, offset))
          .findFirst()
          .orElse("No consumer reads the topic.");
    } catch (ProblemException e) {
      log.debug("What a payment waits for is unknown, because Kafka does not answer", e);
      return null;
    }
  }

  static String now(Partition progress, long offset) {
    if (progress.ownerClientId() == null) {
      return String.format(
          Locale.ROOT, "The payment waits: partition %d has no reader now.", progress.partition());
    }
    Long committed = progress.committed();
    long before = committed == null ? 0 : offset - committed;
    return before > 0
        ? "The payment waits: " + ahead(before, progress.partition(), "are")
        : String.format(
            Locale.ROOT,
            "The payment waits for %s, which reads partition %d.",
            progress.ownerClientId(),
            progress.partition());
  }
}
