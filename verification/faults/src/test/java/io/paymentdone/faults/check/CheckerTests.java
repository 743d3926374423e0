package io.paymentdone.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.faults.check.SystemState.Commit;
import io.paymentdone.faults.check.SystemState.FeedEntry;
import io.paymentdone.faults.check.SystemState.Payment;
import io.paymentdone.faults.check.SystemState.TopicOffset;
import io.paymentdone.faults.check.SystemState.TopicRecord;
import io.paymentdone.faults.load.Attempt;
import io.paymentdone.faults.load.Order;
import io.paymentdone.faults.load.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The checker sees each kind of damage, and sees none where there is none. */
class CheckerTests {

  private static final UUID A = new UUID(0, 1);
  private static final UUID B = new UUID(0, 2);

  private final List<Order> orders = new ArrayList<>();
  private final List<Payment> payments = new ArrayList<>();
  private final List<TopicRecord> topic = new ArrayList<>();
  private final List<FeedEntry> feed = new ArrayList<>();
  private final List<Commit> commits = new ArrayList<>();
  private final List<TopicOffset> deadLetters = new ArrayList<>();
  private final Map<String, List<UUID>> pages = new HashMap<>();
  private final Expectations expectations = new Expectations();

  CheckerTests() {
    make(A, 0);
    make(B, 1);
  }

  /** Payment number n from the order to the feed, posted at 10 n and answered at 10 n + 5. */
  private void make(UUID id, int n) {
    Order order = new Order("key-" + n, "user", 100 + n, "order " + n);
    order.add(answer(10L * n, 10L * n + 5, Outcome.OK, id));
    orders.add(order);
    payments.add(new Payment(id, n, "key-" + n, "user", 100 + n, "order " + n, Instant.EPOCH));
    commits.add(new Commit(id, "user"));
    topic.add(new TopicRecord(new TopicOffset(0, n), id, "user"));
    feed.add(entry(id, n));
  }

  private static Attempt answer(long sent, long done, Outcome outcome, @Nullable UUID id) {
    return outcome == Outcome.OK
        ? new Attempt(sent, done, outcome, 201, null, "{\"id\":\"" + id + "\"}", false, false)
        : new Attempt(sent, done, outcome, 503, "unavailable", null, false, true);
  }

  private static FeedEntry entry(UUID id, int n) {
    return new FeedEntry(id, "user", 100 + n, new TopicOffset(0, n), Instant.EPOCH, Instant.EPOCH);
  }

  private List<String> violated() {
    SystemState state =
        new SystemState(payments, topic, feed, commits, deadLetters, deadLetters, pages);
    return new Checker(orders, state, expectations)
        .check().stream()
            .filter(verdict -> !verdict.holds())
            .map(InvariantResult::invariant)
            .toList();
  }

  @Test
  void findsNothingInSoundState() {
    assertThat(violated()).isEmpty();
  }

  @Test
  void seesAcceptedPaymentMissingFromFeed() {
    feed.removeLast();

    assertThat(violated()).containsExactly("I1");
  }

  @Test
  void seesAcceptedPaymentMissingFromTopic() {
    topic.removeLast();

    assertThat(violated()).containsExactly("I1");
  }

  @Test
  void seesAcceptedPaymentMissingFromTable() {
    payments.removeLast();

    assertThat(violated()).contains("I1", "I2", "I7");
  }

  @Test
  void seesEventMissingOfPaymentWhoseClientKnowsNothing() {
    Order unknown = new Order(null, "user", 1, "order 9");
    unknown.add(answer(0, 5, Outcome.UNKNOWN, null));
    orders.add(unknown);
    payments.add(new Payment(new UUID(0, 9), 9, null, "user", 1, "order 9", Instant.EPOCH));
    commits.add(new Commit(new UUID(0, 9), "user"));

    assertThat(violated()).containsExactly("I1");
  }

  @Test
  void seesPagesThatAreNotTheFeed() {
    pages.put("user", List.of(A));

    assertThat(violated()).containsExactly("I1");
  }

  @Test
  void seesOracleThatSawNothing() {
    commits.clear();

    assertThat(violated()).containsExactly("I4");
  }

  @Test
  void seesPaymentThatWasRefusedAsNotMade() {
    Order order = new Order("key-9", "user", 1, "order 9");
    UUID id = new UUID(0, 9);
    order.add(answer(100, 105, Outcome.FAILED, null));
    order.add(new Attempt(110, 115, Outcome.OK, 201, null, "{\"id\":\"" + id + "\"}", true, false));
    orders.add(order);
    payments.add(new Payment(id, 9, "key-9", "user", 1, "order 9", Instant.EPOCH));
    commits.add(new Commit(id, "user"));
    topic.add(new TopicRecord(new TopicOffset(0, 9), id, "user"));
    feed.add(new FeedEntry(id, "user", 1, new TopicOffset(0, 9), Instant.EPOCH, Instant.EPOCH));

    assertThat(violated()).containsExactly("I7");
  }

  @Test
  void seesRefusalThatSaysNothing() {
    Order refused = new Order("key-9", "user", 1, "order 9");
    refused.add(new Attempt(0, 5, Outcome.FAILED, 503, "no problem document", null, false, false));
    orders.add(refused);

    assertThat(violated()).containsExactly("answers");
  }

  @Test
  void seesEventWithoutPayment() {
    topic.add(new TopicRecord(new TopicOffset(1, 0), new UUID(0, 9), "user"));

    assertThat(violated()).containsExactly("I2");
  }

  @Test
  void seesTwoPaymentsOfOneKey() {
    payments.add(new Payment(new UUID(0, 9), 9, "key-1", "user", 101, "order 1", Instant.EPOCH));

    assertThat(violated()).contains("I3", "I7");
  }

  @Test
  void seesTwoAnswersOfOneKey() {
    orders.getFirst().add(answer(0, 5, Outcome.OK, B));

    assertThat(violated()).containsExactly("I3");
  }

  @Test
  void seesFeedOutOfCommitOrder() {
    feed.clear();
    feed.add(entry(A, 1));
    feed.add(entry(B, 0));

    assertThat(violated()).contains("I4");
  }

  @Test
  void seesCommitOrderAgainstWhatClientsSaw() {
    commits.addFirst(commits.removeLast());
    feed.clear();
    feed.add(new FeedEntry(B, "user", 101, new TopicOffset(0, 0), Instant.EPOCH, Instant.EPOCH));
    feed.add(new FeedEntry(A, "user", 100, new TopicOffset(0, 1), Instant.EPOCH, Instant.EPOCH));

    assertThat(violated()).containsExactly("I4");
  }

  @Test
  void seesDuplicateFeedEntry() {
    feed.add(feed.getLast());

    assertThat(violated()).containsExactly("I5");
  }

  @Test
  void seesDeadLetterThatWasNoPoison() {
    deadLetters.add(new TopicOffset(0, 7));

    assertThat(violated()).containsExactly("I6");
  }

  @Test
  void seesPoisonThatIsNoDeadLetter() {
    expectations.poisoned(new TopicOffset(0, 7));

    assertThat(violated()).containsExactly("I6");
  }

  @Test
  void seesPaymentThatWasRefused() {
    Order refused = new Order("key-9", "user", 1, "order 9");
    refused.add(answer(0, 5, Outcome.FAILED, null));
    orders.add(refused);
    payments.add(new Payment(new UUID(0, 9), 9, "key-9", "user", 1, "order 9", Instant.EPOCH));

    assertThat(violated()).contains("I7");
  }

  @Test
  void seesServerError() {
    Order failed = new Order("key-9", "user", 1, "order 9");
    failed.add(new Attempt(0, 5, Outcome.UNKNOWN, 500, "internal", null, false, false));
    orders.add(failed);

    assertThat(violated()).containsExactly("answers");
  }
}
