package io.paymentdone.console.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.receiver.SequenceCheck.Counts;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SequenceCheckTests {

  private final SequenceCheck check = new SequenceCheck(2, true);

  @Test
  void findsNothingInADenseLane() {
    take("user1", 1);
    take("user1", 2);
    take("user1", 3);

    assertThat(check.counts()).isEqualTo(new Counts(3, 0, 0, 0, 0));
  }

  @Test
  void countsEachDeliveryThatWasPassedOver() {
    take("user1", 1);
    take("user1", 4);
    take("user1", 5);

    assertThat(check.counts()).isEqualTo(new Counts(3, 0, 2, 0, 0));
  }

  @Test
  void missesTheFirstOnes() {
    take("user1", 3);

    assertThat(check.counts()).isEqualTo(new Counts(1, 0, 2, 0, 0));
  }

  /** The sequence has no hole, but the entry before it is one that never came. */
  @Test
  void missesAnEntryThatIsNamedAsThePreviousOne() {
    take("user1", 1);
    check.take(ReceivedDelivery.ofEntry("user1", 2, id("user1", 2), id("user1", 9)));
    check.take(ReceivedDelivery.ofEntry("user2", 1, id("user2", 1), id("user2", 9)));

    assertThat(check.counts()).isEqualTo(new Counts(3, 0, 2, 0, 0));
  }

  @Test
  void countsARepeatedDeliveryOnceAndGoesOn() {
    take("user1", 1);
    take("user1", 1);
    take("user1", 2);
    take("user1", 2);
    take("user1", 2);
    take("user1", 3);

    assertThat(check.counts()).isEqualTo(new Counts(3, 3, 0, 0, 0));
  }

  /** Such as a dead delivery that is retried. */
  @Test
  void oneThatComesAfterItWasPassedOverIsOutOfOrderAndNotMissing() {
    take("user1", 1);
    take("user1", 4);
    take("user1", 2);

    assertThat(check.counts()).isEqualTo(new Counts(3, 0, 1, 1, 0));

    take("user1", 2);
    take("user1", 5);

    assertThat(check.counts()).isEqualTo(new Counts(4, 1, 1, 1, 0));
  }

  @Test
  void aFirstOneThatComesLaterIsNotMissing() {
    take("user1", 3);
    take("user1", 1);
    take("user1", 2);

    assertThat(check.counts()).isEqualTo(new Counts(3, 0, 0, 2, 0));
  }

  @Test
  void whatIsReplayedIsRepeated() {
    take("user1", 1);
    take("user1", 2);
    take("user1", 3);
    take("user1", 1);
    take("user1", 2);
    take("user1", 3);

    assertThat(check.counts()).isEqualTo(new Counts(3, 3, 0, 0, 0));
  }

  @Test
  void remembersAsManyPassedOverAsItMay() {
    int passedOver = SequenceCheck.PASSED_OVER_MAX + 10;
    take("user1", 1);
    take("user1", passedOver + 2);
    take("user1", 5);

    assertThat(check.counts()).isEqualTo(new Counts(3, 0, passedOver - 1, 1, 0));

    // Of these it is not known any more whether they had come.
    take("user1", passedOver + 1);
    take("user1", 1);

    assertThat(check.counts()).isEqualTo(new Counts(5, 0, passedOver - 1, 3, 0));
  }

  @Test
  void forgetsWhatAForgottenUserWasPassedOver() {
    take("user1", SequenceCheck.PASSED_OVER_MAX + 1);
    take("user2", 1);
    take("user3", 1);
    take("user2", 3);
    take("user2", 2);

    assertThat(check.counts()).isEqualTo(new Counts(5, 0, SequenceCheck.PASSED_OVER_MAX, 1, 1));
  }

  @Test
  void seesTheNumberOfOneWithTheEntryOfAnother() {
    take("user1", 1);
    check.take(ReceivedDelivery.ofEntry("user1", 1, id("user1", 7), null));

    assertThat(check.counts()).isEqualTo(new Counts(2, 0, 0, 1, 0));
  }

  @Test
  void checksEachUserApart() {
    take("user1", 1);
    take("user2", 1);
    take("user1", 2);
    take("user2", 3);

    assertThat(check.counts()).isEqualTo(new Counts(4, 0, 1, 0, 0));
  }

  @Test
  void forgetsTheUserWhoseLastDeliveryIsOldestAndHoldsNothingAgainstIt() {
    take("user1", 1);
    take("user2", 1);
    take("user1", 2);
    take("user3", 1);

    assertThat(check.counts()).isEqualTo(new Counts(4, 0, 0, 0, 1));

    take("user1", 4);
    take("user2", 6);

    // The hole of the user that is remembered; what is missing of the other is unknown.
    assertThat(check.counts()).isEqualTo(new Counts(6, 0, 1, 0, 2));
  }

  /** Of a receiver that comes later than the first delivery. */
  @Test
  void beginsWithWhicheverComesFirst() {
    SequenceCheck later = new SequenceCheck(2, false);
    take(later, "user1", 41);
    take(later, "user1", 42);
    take(later, "user1", 42);
    take(later, "user1", 45);

    assertThat(later.counts()).isEqualTo(new Counts(3, 1, 2, 0, 0));

    // Whether what was before it had come is unknown.
    take(later, "user1", 40);
    take(later, "user1", 41);

    assertThat(later.counts()).isEqualTo(new Counts(4, 2, 2, 1, 0));
  }

  /** Such as a mail that gets another Message-ID when it is sent again. */
  @Test
  void seesTheEntryOfOneUnderAnotherId() {
    take("user1", 1);
    check.take(new ReceivedDelivery("user1", 1, "<other>", id("user1", 1), null));

    assertThat(check.counts()).isEqualTo(new Counts(2, 0, 0, 1, 0));
  }

  private void take(String userId, long sequence) {
    take(check, userId, sequence);
  }

  private static void take(SequenceCheck check, String userId, long sequence) {
    check.take(
        ReceivedDelivery.ofEntry(
            userId,
            sequence,
            id(userId, sequence),
            sequence == 1 ? null : id(userId, sequence - 1)));
  }

  private static UUID id(String userId, long sequence) {
    return UUID.nameUUIDFromBytes((userId + "-" + sequence).getBytes(StandardCharsets.UTF_8));
  }
}
