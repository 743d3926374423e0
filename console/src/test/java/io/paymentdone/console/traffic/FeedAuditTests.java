package io.paymentdone.console.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.services.FeedEntry;
import io.paymentdone.console.traffic.FeedAudit.Feeds;
import io.paymentdone.console.traffic.FeedAudit.Finding;
import io.paymentdone.web.paging.Page;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FeedAuditTests {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final int PAGE = 100;

  @Test
  void acceptsAnyOrderOfPaymentsThatOverlapped() {
    assertThat(FeedAudit.countOutOfOrder(List.of(sent(10, 30), sent(20, 40)))).isZero();
    assertThat(FeedAudit.countOutOfOrder(List.of(sent(20, 40), sent(10, 30)))).isZero();
  }

  @Test
  void findsAPaymentBelowOneThatWasAnsweredBeforeItWasPosted() {
    SentPayment first = sent(10, 20);
    SentPayment second = sent(30, 40);

    assertThat(FeedAudit.countOutOfOrder(List.of(second, first))).isZero();
    assertThat(FeedAudit.countOutOfOrder(List.of(first, second))).isEqualTo(1);
  }

  @Test
  void findsAllPaymentsOfTheLargestPlanInTheFeedOfOneUser() {
    TrafficPlan.Checked plan =
        new TrafficPlan(TrafficPlan.RATE_MAX, 1, 0.0, TrafficPlan.SECONDS_MAX).checked();
    List<SentPayment> payments =
        Stream.generate(() -> sent(10, 20)).limit(plan.payments()).toList();

    assertThat(new FeedAudit(feed(payments), NOON, plan.payments()).audit(payments))
        .hasValue(new Finding(120_000, 0, 0, Set.of()));
  }

  @Test
  void callsNothingMissingInAFeedThatItCannotReadBackToTheStart() {
    Feeds endless =
        (userId, after) ->
            new Page<>(Stream.generate(() -> entry(sent(10, 20))).limit(PAGE).toList(), "more");

    assertThat(new FeedAudit(endless, NOON, 1).audit(List.of(sent(10, 20)))).isEmpty();
  }

  /** A feed that holds these; its cursor is the place of the next entry. */
  private static Feeds feed(List<SentPayment> payments) {
    return (userId, after) -> {
      int from = after == null ? 0 : Integer.parseInt(after);
      int to = Math.min(from + PAGE, payments.size());
      return new Page<>(
          payments.subList(from, to).stream().map(FeedAuditTests::entry).toList(),
          to < payments.size() ? Integer.toString(to) : null);
    };
  }

  private static FeedEntry entry(SentPayment payment) {
    return new FeedEntry(payment.id(), payment.userId(), NOON, NOON, 0, 0, "consumer");
  }

  private static SentPayment sent(long posted, long answered) {
    return new SentPayment(UUID.randomUUID(), "user1", posted, answered);
  }
}
