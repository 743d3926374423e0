package io.paymentdone.console.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentIndexTests {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final PaymentIndex index = new PaymentIndex(NOON, 1_000);
  private long offset;

  @Test
  void countsAPaymentThatIsOnTheTopicTwiceOnce() {
    PublishedPayment payment = payment("user1", NOON);
    index.add(payment);
    index.add(copy(payment));

    assertThat(onTopic()).isEqualTo(1);
    assertThat(below(Map.of(0, 2L))).isEqualTo(1);
    assertThat(below(Map.of(0, 1L))).isEqualTo(1);
    assertThat(below(Map.of(0, 0L))).isZero();
  }

  @Test
  void countsARecordThatIsReadAgainOnce() {
    PublishedPayment first = payment("user1", NOON);
    PublishedPayment second = payment("user1", NOON);
    index.add(first);
    index.add(second);
    index.reject(first.paymentId(), first.location());
    index.add(first);
    index.add(second);

    assertThat(onTopic()).isEqualTo(1);
    assertThat(index.find(second.paymentId())).containsExactly(second);
  }

  @Test
  void knowsEveryRecordOfAPaymentThatWasSentAgain() {
    PublishedPayment first = payment("user1", NOON);
    PublishedPayment again = copy(first);
    index.add(first);
    index.add(again);

    assertThat(index.find(first.paymentId())).containsExactly(first, again);
    assertThat(index.location(first.paymentId())).hasValue(first.location());
    assertThat(index.find(UUID.randomUUID())).isEmpty();
    assertThat(index.location(UUID.randomUUID())).isEmpty();
  }

  @Test
  void countsPaymentsBeforeOffsets() {
    index.add(payment("user1", NOON));
    index.add(payment("user1", NOON));
    index.add(payment("user1", NOON));

    assertThat(below(Map.of(0, 2L))).isEqualTo(2);
    assertThat(below(Map.of(0, 3L))).isEqualTo(3);
    assertThat(below(Map.of(0, 1L))).isEqualTo(1);
    assertThat(below(Map.of())).isZero();
  }

  @Test
  void countsPartitionsApart() {
    for (int i = 0; i < 30; i++) {
      index.add(
          new PublishedPayment(
              UUID.randomUUID(), "user" + i, i % 3, i / 3, NOON.plusSeconds(i), NOON));
    }

    assertThat(below(Map.of(0, 10L, 1, 5L))).isEqualTo(15);
    assertThat(below(Map.of(0, 10L, 1, 0L, 2, 1L))).isEqualTo(11);
    assertThat(index.below(Map.of(0, 10L, 1, 10L, 2, 10L)))
        .isEqualTo(index.count().onTopic())
        .containsOnlyKeys(
            PaymentIndex.slice(NOON),
            PaymentIndex.slice(NOON.plusSeconds(10)),
            PaymentIndex.slice(NOON.plusSeconds(20)));
  }

  @Test
  void countsNoRecordThatTheGroupRejected() {
    PublishedPayment future = payment("user1", NOON.plusSeconds(86_400));
    index.add(future);
    index.reject(future.paymentId(), future.location());
    PublishedPayment rejectedBefore = payment("user1", NOON);
    index.reject(rejectedBefore.paymentId(), rejectedBefore.location());
    index.add(rejectedBefore);
    index.add(payment("user1", NOON));

    assertThat(onTopic()).isEqualTo(1);
    assertThat(below(Map.of(0, offset))).isEqualTo(1);
    assertThat(index.count().rejected()).isEqualTo(2);
    assertThat(index.outOfOrder(Map.of(0, offset))).isZero();
  }

  @Test
  void exemptsARedrivenPaymentFromTheOrder() {
    PublishedPayment payment = payment("user1", NOON);
    index.add(payment);
    index.reject(payment.paymentId(), payment.location());
    index.add(payment("user1", NOON.plusSeconds(60)));
    index.add(copy(payment));

    assertThat(onTopic()).isEqualTo(2);
    assertThat(index.count().rejected()).isZero();
    assertThat(index.outOfOrder(Map.of(0, offset))).isZero();
  }

  @Test
  void countsAnEventWhoseConflictingDuplicateWasRejected() {
    PublishedPayment first = payment("user1", NOON);
    PublishedPayment again = copy(first);
    index.add(first);
    index.add(again);
    index.reject(first.paymentId(), first.location());

    assertThat(index.find(first.paymentId())).containsExactly(again);
    assertThat(onTopic()).isEqualTo(1);
    assertThat(below(Map.of(0, 1L))).isZero();
    assertThat(below(Map.of(0, 2L))).isEqualTo(1);
    assertThat(index.count().rejected()).isZero();
  }

  @Test
  void knowsWhatIsBelowAnOffsetWhenACopyReplacedTheRejectedOne() {
    PublishedPayment first = payment("user1", NOON);
    index.add(first);
    for (int i = 0; i < 10; i++) {
      index.add(payment("user1", NOON));
    }
    index.add(copy(first));
    for (int i = 0; i < 10; i++) {
      index.add(payment("user1", NOON));
    }
    index.reject(first.paymentId(), first.location());

    for (long committed = 1; committed <= offset; committed++) {
      assertThat(below(Map.of(0, committed))).isEqualTo(committed - 1);
    }
  }

  @Test
  void keepsTheOrderWhenAConflictingDuplicateWasRejected() {
    PublishedPayment first = payment("user1", NOON);
    PublishedPayment conflicting = copy(first);
    index.add(first);
    index.add(conflicting);
    index.add(payment("user1", NOON.plusSeconds(30)));
    index.reject(first.paymentId(), conflicting.location());

    assertThat(index.find(first.paymentId())).containsExactly(first);
    assertThat(onTopic()).isEqualTo(2);
    assertThat(index.outOfOrder(Map.of(0, offset))).isZero();
  }

  @Test
  void forgetsTheOldestMinutesAndSaysSo() {
    for (int minute = 0; minute < 4; minute++) {
      for (int i = 0; i < 300; i++) {
        index.add(payment("user" + i, NOON.plusSeconds(60L * minute + i / 5)));
      }
      assertThat(index.count().full()).isEqualTo(minute == 3);
    }

    PaymentIndex.Counts counts = index.count();

    assertThat(counts.since()).isEqualTo(NOON.plusSeconds(60));
    assertThat(onTopic()).isEqualTo(900);
    assertThat(below(Map.of(0, 600L))).isEqualTo(300);
    assertThat(below(Map.of(0, 1_200L))).isEqualTo(900);
  }

  @Test
  void findsAPaymentAfterAMuchLaterOneOfItsUser() {
    index.add(payment("user1", NOON.plusSeconds(30)));
    index.add(payment("user1", NOON.plusSeconds(10)));
    index.add(payment("user1", NOON.plusSeconds(25)));
    index.add(payment("user2", NOON.plusSeconds(10)));

    assertThat(index.outOfOrder(Map.of(0, offset))).isEqualTo(1);
    assertThat(index.outOfOrder(Map.of(0, 1L))).isZero();
  }

  /** Anybody who can write to the topic can write a time of tomorrow. */
  @Test
  void measuresNoOrderByATimeAheadOfItsRecord() {
    index.add(
        new PublishedPayment(
            UUID.randomUUID(), "user1", 0, offset++, NOON.plusSeconds(7_200), NOON));
    index.add(payment("user1", NOON.plusSeconds(10)));

    assertThat(index.outOfOrder(Map.of(0, offset))).isZero();
  }

  @Test
  void startsOverWithARecreatedTopic() {
    index.add(payment("user1", NOON));
    index.add(payment("user1", NOON));
    offset = 0;
    index.add(payment("user1", NOON.plusSeconds(30)));
    index.add(payment("user1", NOON.plusSeconds(70)));

    assertThat(index.count().since()).isEqualTo(NOON.plusSeconds(60));
    assertThat(onTopic()).isEqualTo(1);
    assertThat(below(Map.of(0, 2L))).isEqualTo(1);
  }

  @Test
  void keepsAMillionPaymentsInLittleMemory() {
    PaymentIndex large = new PaymentIndex(NOON, 1_250_000);
    for (int i = 0; i < 1_500_000; i++) {
      large.add(
          new PublishedPayment(UUID.randomUUID(), "user" + i % 1_000, i % 3, i / 3, at(i), at(i)));
    }

    PaymentIndex.Counts counts = large.count();
    long onTopic = sum(counts.onTopic());
    assertThat(counts.full()).isTrue();
    assertThat(onTopic).isBetween(1_180_000L, 1_250_000L);
    assertThat(sum(large.below(Map.of(0, 500_000L, 1, 500_000L, 2, 499_000L))))
        .isEqualTo(onTopic - 1_000);
  }

  private static Instant at(int number) {
    return NOON.plusMillis(2L * number);
  }

  private long onTopic() {
    return sum(index.count().onTopic());
  }

  private long below(Map<Integer, Long> offsets) {
    return sum(index.below(offsets));
  }

  private static long sum(Map<Integer, Long> slices) {
    return slices.values().stream().mapToLong(Long::longValue).sum();
  }

  private PublishedPayment payment(String user, Instant occurredAt) {
    return new PublishedPayment(UUID.randomUUID(), user, 0, offset++, occurredAt, occurredAt);
  }

  private PublishedPayment copy(PublishedPayment payment) {
    return new PublishedPayment(
        payment.paymentId(),
        payment.userId(),
        0,
        offset++,
        payment.occurredAt(),
        payment.publishedAt().plusSeconds(3));
  }
}
