package io.paymentdone.console.ledger;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import io.paymentdone.console.group.Groups;
import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.console.services.NotificationApi.Totals;
import io.paymentdone.console.services.PaymentApi;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.tap.PaymentIndex;
import io.paymentdone.console.tap.PaymentTap;
import io.paymentdone.events.Topics;
import io.paymentdone.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts the same payments in three places: in payment-service's database, on the topic, and in
 * notification-service's. The services count their own rows; the console has no access to their
 * databases.
 *
 * <p>It asks downstream first: what the group has read must be in the feeds, whatever is accepted
 * meanwhile. So a payment on its way is never taken for a lost one.
 */
@Component
public class Ledger {

  private static final Duration CACHED = Duration.ofMillis(500);

  private final Groups groups;
  private final PaymentTap tap;
  private final PaymentApi payments;
  private final NotificationApi notifications;
  private @Nullable Counts last;

  Ledger(Groups groups, PaymentTap tap, PaymentApi payments, NotificationApi notifications) {
    this.groups = groups;
    this.tap = tap;
    this.payments = payments;
    this.notifications = notifications;
  }

  /**
   * Counts of the payments made since a time; null what could not be counted.
   *
   * @param since a whole minute, as far back as the console knows the topic
   * @param accepted rows of payment-service
   * @param onTopic distinct payments on the topic, without what the group rejected
   * @param inFeeds rows of notification-service
   * @param lost read from the topic by the group and not rejected, but in no feed
   * @param twice feed entries beyond one per payment
   * @param outOfOrder payments that stand behind a payment of the same user made at least 10 s
   *     later: closer ones may have been made at once, in any order
   * @param note what could not be counted, and why
   */
  public record Counts(
      Instant since,
      Instant at,
      @Nullable Long accepted,
      long onTopic,
      @Nullable Long inFeeds,
      @Nullable Long lost,
      @Nullable Long twice,
      long outOfOrder,
      @Nullable String note) {}

  /** The counts now, at most half a second old. */
  public synchronized Counts count() {
    Counts known = last;
    if (known != null && known.at().plus(CACHED).isAfter(Instant.now())) {
      return known;
    }
    Counts counted = countNow();
    last = counted;
    return counted;
  }

  private Counts countNow() {
    StringBuilder note = new StringBuilder();
    PaymentIndex.Counts topic = tap.index().count(committed());
    Optional<Totals> feeds =
        ask("notification-service", note, () -> notifications.totalsSince(topic.since()));
    long onTopic = tap.index().count(Map.of()).onTopic();
    Optional<Long> accepted =
        ask("payment-service", note, () -> payments.countSince(topic.since()));
    return new Counts(
        topic.since(),
        Instant.now(),
        accepted.orElse(null),
        onTopic,
        feeds.map(Totals::entries).orElse(null),
        feeds.map(counts -> Math.max(0, topic.read() - counts.payments())).orElse(null),
        feeds.map(counts -> counts.entries() - counts.payments()).orElse(null),
        topic.outOfOrder(),
        note.isEmpty() ? null : note.toString());
  }

  private Map<Integer, Long> committed() {
    List<PartitionProgress> partitions = List.of();
    try {
      partitions =
          groups.find(Topics.NOTIFICATION_GROUP).map(GroupDetails::partitions).orElse(List.of());
    } catch (ProblemException kafkaAway) {
      // Then nothing more counts as read than before.
    }
    Map<Integer, Long> committed = new HashMap<>();
    for (PartitionProgress partition : partitions) {
      Long offset = partition.committed();
      if (offset != null) {
        committed.put(partition.partition(), offset);
      }
    }
    return committed;
  }

  private static <T> Optional<T> ask(
      String service, StringBuilder note, Supplier<Optional<T>> question) {
    Optional<T> answer;
    try {
      answer = question.get();
    } catch (ServiceUnavailableException e) {
      answer = Optional.empty();
    }
    if (answer.isEmpty()) {
      note.append(note.isEmpty() ? "" : " ").append(service).append(" gives no count now.");
    }
    return answer;
  }
}
