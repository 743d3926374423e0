package io.paymentdone.console.lookup;

import io.paymentdone.console.lookup.PaymentTrace.Delivery;
import io.paymentdone.console.lookup.PaymentTrace.StageName;
import io.paymentdone.console.members.GroupEventTopicReader;
import io.paymentdone.console.payments.PaymentTopicReader;
import io.paymentdone.console.payments.PublishedPayment;
import io.paymentdone.console.services.FeedEntry;
import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.console.services.PaymentApi;
import io.paymentdone.console.services.PaymentResponse;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Builds the trace of a payment from both services, the topic and the events of members. */
@Component
class PaymentTraces {

  private static final Logger log = LoggerFactory.getLogger(PaymentTraces.class);

  /** Members report up to 200 ms late, by another clock than that of the feed. */
  private static final Duration REPORT_DELAY_MAX = Duration.ofMillis(500);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final PaymentApi payments;
  private final NotificationApi notifications;
  private final DeliverySearch deliveries;
  private final PaymentTopicReader published;
  private final ReadPositions positions;
  private final WaitReasons reasons;

  PaymentTraces(
      PaymentApi payments,
      NotificationApi notifications,
      DeliverySearch deliveries,
      PaymentTopicReader published,
      GroupEventTopicReader groupEvents,
      ReadPositions positions,
      WaitReasons reasons) {
    this.payments = payments;
    this.notifications = notifications;
    this.deliveries = deliveries;
    this.published = published;
    this.positions = positions;
    groupEvents.listen(positions::onEvent);
    this.reasons = reasons;
  }

  /**
   * The trace of a payment; empty if no payment with this id is known. Throws a 503 problem {@code
   * unavailable} if a service does not answer that may know the payment.
   */
  Optional<PaymentTrace> find(UUID id) {
    List<String> unavailable = new ArrayList<>();
    Optional<PaymentResponse> payment = ask(unavailable, () -> payments.find(id));
    List<PublishedPayment> seen = published.index().find(id);
    Optional<FeedEntry> entry = ask(unavailable, () -> notifications.find(id));
    String userId =
        payment
            .map(PaymentResponse::userId)
            .or(() -> seen.stream().map(PublishedPayment::userId).findFirst())
            .or(() -> entry.map(FeedEntry::userId))
            .orElse(null);
    if (userId == null && !unavailable.isEmpty()) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          String.join(" and ", unavailable)
              + (unavailable.size() == 1 ? " does" : " do")
              + " not answer, so it is unknown whether a payment with this id exists.",
          RETRY_AFTER);
    }
    return userId == null ? Optional.empty() : Optional.of(trace(id, userId, payment, seen, entry));
  }

  private static <T> Optional<T> ask(List<String> unavailable, Supplier<Optional<T>> question) {
    try {
      return question.get();
    } catch (ServiceUnavailableException e) {
      log.debug("A stage of a payment is unknown, because a service does not answer", e);
      unavailable.add(e.service());
      return Optional.empty();
    }
  }

  private PaymentTrace trace(
      UUID id,
      String userId,
      Optional<PaymentResponse> payment,
      List<PublishedPayment> seen,
      Optional<FeedEntry> entry) {
    Optional<PublishedPayment> first = seen.stream().findFirst();
    List<Delivery> deliveries = seen.stream().flatMap(this::deliveries).toList();
    Stages stages = stages(payment, first, entry, deliveries);
    Integer partition =
        first
            .map(PublishedPayment::partition)
            .or(() -> entry.map(FeedEntry::partition))
            .orElse(null);
    Long offset =
        first.map(PublishedPayment::offset).or(() -> entry.map(FeedEntry::offset)).orElse(null);
    DeliverySearch.Found found = entry.map(this.deliveries::find).orElse(DeliverySearch.NONE);
    return new PaymentTrace(
        id,
        userId,
        partition,
        offset,
        stages.inOrder(),
        deliveries,
        found.deliveries(),
        found.searchedSince(),
        stages.tookMillis(),
        partition == null || offset == null ? null : why(stages, partition, offset),
        Topics.NOTIFICATION_GROUP,
        published.note());
  }

  private Stream<Delivery> deliveries(PublishedPayment event) {
    return positions.reads(event.partition(), event.offset()).stream()
        .map(read -> new Delivery(event.partition(), event.offset(), read.at(), read.by()));
  }

  private static Stages stages(
      Optional<PaymentResponse> payment,
      Optional<PublishedPayment> seen,
      Optional<FeedEntry> entry,
      List<Delivery> deliveries) {
    Stages stages = new Stages();
    payment
        .map(PaymentResponse::createdAt)
        .or(() -> seen.map(PublishedPayment::occurredAt))
        .or(() -> entry.map(FeedEntry::occurredAt))
        .ifPresent(at -> stages.add(StageName.ACCEPTED, at, "payment-service"));
    // Both the relay and a reader of the table see only committed payments.
    stages.addUntimed(
        StageName.COMMITTED,
        seen.map(PublishedPayment::publishedAt)
            .or(() -> entry.map(FeedEntry::receivedAt))
            .orElseGet(Instant::now),
        "PostgreSQL");
    seen.ifPresent(event -> stages.add(StageName.ON_THE_TOPIC, event.publishedAt(), "relay"));
    deliveries.stream()
        .findFirst()
        .filter(read -> entry.isEmpty() || isInTime(read, entry.get()))
        .ifPresent(
            read -> stages.addUntimed(StageName.READ, earlier(read.toldAt(), entry), read.by()));
    entry.ifPresent(item -> stages.add(StageName.IN_THE_FEED, item.receivedAt(), item.consumer()));
    return stages;
  }

  private static boolean isInTime(Delivery read, FeedEntry entry) {
    return !read.toldAt().isAfter(entry.receivedAt().plus(REPORT_DELAY_MAX));
  }

  /**
   * A member reports a read up to 200 ms late, but always read the event before the feed had it.
   */
  private static Instant earlier(Instant reported, Optional<FeedEntry> entry) {
    return entry.map(FeedEntry::receivedAt).filter(reported::isAfter).orElse(reported);
  }

  private @Nullable String why(Stages stages, int partition, long offset) {
    return stages.has(StageName.READ) || stages.has(StageName.IN_THE_FEED)
        ? reasons.past(stages.inOrder(), partition, offset)
        : reasons.now(partition, offset);
  }
}
