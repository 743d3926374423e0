package io.paymentdone.faults.check;

import io.paymentdone.faults.check.SystemState.FeedEntry;
import io.paymentdone.faults.check.SystemState.Payment;
import io.paymentdone.faults.check.SystemState.TopicOffset;
import io.paymentdone.faults.check.SystemState.TopicRecord;
import io.paymentdone.faults.load.Attempt;
import io.paymentdone.faults.load.Order;
import io.paymentdone.faults.load.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds what the client knows against what the system holds: exact, no sampling. */
public final class Checker {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<Order> orders;
  private final SystemState state;
  private final Expectations expectations;
  private final Map<String, List<Payment>> paymentsByDescription;
  private final Map<UUID, Payment> paymentsById;

  /** Checks all orders ever sent to the system. */
  public Checker(List<Order> orders, SystemState state, Expectations expectations) {
    this.orders = orders;
    this.state = state;
    this.expectations = expectations;
    this.paymentsByDescription =
        state.payments().stream()
            .collect(Collectors.groupingBy(payment -> String.valueOf(payment.description())));
    this.paymentsById =
        state.payments().stream()
            .collect(Collectors.toMap(Payment::id, payment -> payment, (one, other) -> one));
  }

  /** The verdicts of I1 to I5, I7, and that of I6 without the drain. */
  public List<InvariantResult> check() {
    return List.of(
        answers(),
        acceptedIsEverywhere(),
        nothingWithoutPayment(),
        onePerKey(),
        new OrderCheck(orders, state, expectations).verdict(),
        noDuplicateInFeed(),
        deadLettersArePoison(),
        amountsAddUp());
  }

  /**
   * A server answers 201 or 503 to a valid payment, nothing else, whatever is broken, and a 503
   * says what was kept and when to try again.
   */
  private InvariantResult answers() {
    List<String> violations = new ArrayList<>();
    for (Order order : orders) {
      for (Attempt attempt : order.attempts()) {
        int status = attempt.status();
        if (status != 0 && status != 201 && status != 503) {
          violations.add(order.description() + " answered " + status + " " + attempt.code());
        }
        if (status == 503 && !attempt.helpful()) {
          violations.add(order.description() + " answered an unhelpful 503: " + attempt.code());
        }
      }
    }
    return new InvariantResult("answers", violations);
  }

  private InvariantResult acceptedIsEverywhere() {
    Set<UUID> onTopic =
        state.topic().stream()
            .map(TopicRecord::id)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    Set<UUID> inFeed = state.feed().stream().map(FeedEntry::paymentId).collect(Collectors.toSet());
    List<String> violations = new ArrayList<>();
    for (Order order : orders) {
      order
          .acceptedBody()
          .ifPresent(body -> {
            UUID id = UUID.fromString(parse(body).path("id").asString());
            Payment payment = paymentsById.get(id);
            if (payment == null || !matches(payment, order)) {
              violations.add(order.description() + " (" + id + ") is not in PostgreSQL");
            }
          });
    }
    // All that are stored: a client that got no answer has its payment notified too.
    for (Payment payment : state.payments()) {
      if (!onTopic.contains(payment.id())) {
        violations.add(payment.description() + " (" + payment.id() + ") is not on the topic");
      }
      if (!inFeed.contains(payment.id())) {
        violations.add(payment.description() + " (" + payment.id() + ") is not in the feed");
      }
    }
    pagesAreFeeds(violations);
    return new InvariantResult("I1", violations);
  }

  private void pagesAreFeeds(List<String> violations) {
    state
        .pages()
        .forEach((user, page) -> {
          Set<UUID> feed =
              state.feed().stream()
                  .filter(entry -> entry.userId().equals(user))
                  .map(FeedEntry::paymentId)
                  .collect(Collectors.toSet());
          if (!feed.equals(new HashSet<>(page))) {
            violations.add(
                String.format(
                    Locale.ROOT,
                    "the pages of %s show %d of %d entries",
                    user,
                    page.size(),
                    feed.size()));
          }
        });
  }

  private static boolean matches(Payment payment, Order order) {
    return payment.userId().equals(order.userId())
        && payment.amount() == order.amount()
        && Objects.equals(payment.description(), order.description())
        && Objects.equals(payment.idempotencyKey(), order.idempotencyKey());
  }

  private static JsonNode parse(String body) {
    return JSON.readTree(body);
  }

  private InvariantResult nothingWithoutPayment() {
    Set<TopicOffset> poison = expectations.poison();
    List<String> violations = new ArrayList<>();
    for (TopicRecord record : state.topic()) {
      Payment payment = record.id() == null ? null : paymentsById.get(record.id());
      boolean valid = payment != null && payment.userId().equals(record.userId());
      if (!valid && !poison.contains(record.position())) {
        violations.add("record at " + record.position() + " of payment " + record.id());
      }
    }
    for (FeedEntry entry : state.feed()) {
      Payment payment = paymentsById.get(entry.paymentId());
      if (payment == null
          || payment.amount() != entry.amount()
          || !payment.userId().equals(entry.userId())) {
        violations.add("feed entry of payment " + entry.paymentId());
      }
    }
    return new InvariantResult("I2", violations);
  }

  private InvariantResult onePerKey() {
    List<String> violations = new ArrayList<>();
    for (Order order : orders) {
      if (order.idempotencyKey() == null) {
        continue;
      }
      List<Payment> made = paymentsByDescription.getOrDefault(order.description(), List.of());
      if (made.size() > 1) {
        violations.add(order.description() + " made " + made.size() + " payments");
      }
      Set<String> bodies =
          order.attempts().stream()
              .map(Attempt::body)
              .filter(Objects::nonNull)
              .collect(Collectors.toSet());
      if (bodies.size() > 1) {
        violations.add(order.description() + " was answered " + bodies);
      }
      long made201 =
          order.attempts().stream()
              .filter(attempt -> attempt.outcome() == Outcome.OK && !attempt.replayed())
              .count();
      if (made201 > 1) {
        violations.add(order.description() + " was answered as new " + made201 + " times");
      }
    }
    return new InvariantResult("I3", violations);
  }

  private InvariantResult noDuplicateInFeed() {
    List<String> violations = new ArrayList<>();
    Map<UUID, Integer> entries = new HashMap<>();
    state.feed().forEach(entry -> entries.merge(entry.paymentId(), 1, Integer::sum));
    entries.forEach((id, count) -> {
      if (count > 1) {
        violations.add(count + " feed entries of payment " + id);
      }
    });
    state
        .pages()
        .forEach((user, page) -> {
          if (new HashSet<>(page).size() != page.size()) {
            violations.add("the pages of " + user + " show a payment twice");
          }
        });
    return new InvariantResult("I5", violations);
  }

  private InvariantResult deadLettersArePoison() {
    List<String> violations = new ArrayList<>();
    Set<TopicOffset> poison = expectations.poison();
    Set<TopicOffset> onTopic = new TreeSet<>(state.deadLetterTopic());
    Set<TopicOffset> inTable = new TreeSet<>(state.deadLetterTable());
    if (!onTopic.equals(poison)) {
      violations.add("dead-letter topic holds " + onTopic + ", poison was " + poison);
    }
    if (!inTable.equals(poison)) {
      violations.add("dead-letter table holds " + inTable + ", poison was " + poison);
    }
    return new InvariantResult("I6", violations);
  }

  /** Payment by payment, which is stronger than the sums: ok ≤ made ≤ ok + unknown. */
  private InvariantResult amountsAddUp() {
    List<String> violations = new ArrayList<>();
    Set<String> sent = new HashSet<>();
    for (Order order : orders) {
      sent.add(order.description());
      int made = paymentsByDescription.getOrDefault(order.description(), List.of()).size();
      long ok = order.outcome() == Outcome.OK ? 1 : 0;
      long most = order.outcome() == Outcome.FAILED ? 0 : 1;
      if (made < ok || made > most) {
        violations.add(
            String.format(
                Locale.ROOT,
                "%s is %s and was made %d times",
                order.description(),
                order.outcome(),
                made));
      }
      if (order.wasRefusedThoughMade()) {
        violations.add(order.description() + " was refused as not made, and was made");
      }
    }
    for (String description : paymentsByDescription.keySet()) {
      if (!sent.contains(description)) {
        violations.add("no client sent " + description);
      }
    }
    return new InvariantResult("I7", violations);
  }
}
