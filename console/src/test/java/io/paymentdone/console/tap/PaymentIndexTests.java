package io.paymentdone.console.tap;

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
    SeenPayment payment = payment("user1", NOON);
    index.add(payment);
    index.add(payment);

    assertThat(index.count(Map.of(0, 5L))).isEqualTo(new PaymentIndex.Counts(NOON, 1, 1, 0));
  }

  @Test
  void knowsEveryPlaceOfAPaymentThatWasSentAgain() {
    SeenPayment first = payment("user1", NOON);
    SeenPayment again =
        new SeenPayment(first.paymentId(), "user1", 0, offset++, NOON, NOON.plusSeconds(3));
    index.add(first);
    index.add(again);

    assertThat(index.find(first.paymentId())).containsExactly(first, again);
    assertThat(index.find(UUID.randomUUID())).isEmpty();
  }

  @Test
  void countsAsReadWhatIsBelowTheCommittedOffset() {
    index.add(payment("user1", NOON));
    index.add(payment("user1", NOON));
    index.add(payment("user1", NOON));

    assertThat(index.count(Map.of(0, 2L)).read()).isEqualTo(2);
    assertThat(index.count(Map.of()).read()).isEqualTo(2);
    assertThat(index.count(Map.of(0, 3L)).read()).isEqualTo(3);
  }

  @Test
  void countsNoRecordThatTheGroupRejected() {
    SeenPayment future = payment("user1", NOON.plusSeconds(86_400));
    index.add(future);
    index.count(Map.of(0, offset));
    index.reject(future.paymentId(), future.place());
    SeenPayment rejectedBefore = payment("user1", NOON);
    index.reject(rejectedBefore.paymentId(), rejectedBefore.place());
    index.add(rejectedBefore);
    index.add(payment("user1", NOON));

    assertThat(index.count(Map.of(0, offset))).isEqualTo(new PaymentIndex.Counts(NOON, 1, 1, 0));
  }

  @Test
  void countsTheEventBesideWhichAnotherOfItsIdWasRejected() {
    SeenPayment first = payment("user1", NOON);
    SeenPayment again = new SeenPayment(first.paymentId(), "user1", 0, offset++, NOON, NOON);
    index.add(first);
    index.add(again);
    index.reject(first.paymentId(), first.place());

    assertThat(index.find(first.paymentId())).containsExactly(again);
    assertThat(index.count(Map.of(0, offset))).isEqualTo(new PaymentIndex.Counts(NOON, 1, 1, 0));
  }

  @Test
  void takesNoPaymentForOutOfOrderBecauseAnotherOfItsIdWasRejected() {
    SeenPayment first = payment("user1", NOON);
    SeenPayment conflicting = new SeenPayment(first.paymentId(), "user1", 0, offset++, NOON, NOON);
    index.add(first);
    index.add(conflicting);
    index.add(payment("user1", NOON.plusSeconds(30)));
    index.count(Map.of(0, offset));
    index.reject(first.paymentId(), conflicting.place());

    assertThat(index.find(first.paymentId())).containsExactly(first);
    assertThat(index.count(Map.of(0, offset))).isEqualTo(new PaymentIndex.Counts(NOON, 2, 2, 0));
  }

  @Test
  void forgetsWholeMinutesAndTheirCounts() {
    for (int minute = 0; minute < 4; minute++) {
      for (int i = 0; i < 400; i++) {
        index.add(payment("user" + i, NOON.plusSeconds(60L * minute + i % 60)));
      }
      index.count(Map.of(0, offset));
    }

    PaymentIndex.Counts counts = index.count(Map.of());

    assertThat(counts.since()).isEqualTo(NOON.plusSeconds(120));
    assertThat(counts.onTopic()).isEqualTo(800);
    assertThat(counts.read()).isEqualTo(800);
  }

  @Test
  void findsAPaymentBehindAMuchLaterOneOfItsUser() {
    index.add(payment("user1", NOON.plusSeconds(30)));
    index.add(payment("user1", NOON.plusSeconds(10)));
    index.add(payment("user1", NOON.plusSeconds(25)));
    index.add(payment("user2", NOON.plusSeconds(10)));

    assertThat(index.count(Map.of()).outOfOrder()).isEqualTo(1);
  }

  private SeenPayment payment(String user, Instant occurredAt) {
    return new SeenPayment(UUID.randomUUID(), user, 0, offset++, occurredAt, occurredAt);
  }
}
