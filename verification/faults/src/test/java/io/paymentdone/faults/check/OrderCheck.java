package io.paymentdone.faults.check;

import io.paymentdone.faults.check.SystemState.Commit;
import io.paymentdone.faults.check.SystemState.FeedEntry;
import io.paymentdone.faults.check.SystemState.Payment;
import io.paymentdone.faults.load.Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** I4: a user's feed has commit order, and commit order is what the user's clients saw. */
final class OrderCheck {

  private final List<Order> orders;
  private final SystemState state;
  private final Expectations expectations;
  private final Map<UUID, Integer> commitIndex = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  OrderCheck(List<Order> orders, SystemState state, Expectations expectations) {
    this.orders = orders;
    this.state = state;
    this.expectations = expectations;
    for (Commit commit : state.commits()) {
      commitIndex.putIfAbsent(commit.id(), commitIndex.size());
    }
  }

  InvariantResult verdict() {
    Set<UUID> stored = state.payments().stream().map(Payment::id).collect(Collectors.toSet());
    if (!stored.equals(commitIndex.keySet())) {
      // A blind oracle would find every order right.
      violations.add(
          String.format(
              Locale.ROOT,
              "%d payments are stored, the oracle saw %d commit",
              stored.size(),
              commitIndex.size()));
    }
    Map<String, List<UUID>> committed =
        state.commits().stream()
            .filter(commit -> expectations.isOrdered(commit.id()))
            .collect(
                Collectors.groupingBy(
                    Commit::userId, Collectors.mapping(Commit::id, Collectors.toList())));
    Map<String, List<UUID>> feeds =
        state.feed().stream()
            .sorted(Comparator.comparing(FeedEntry::position))
            .collect(
                Collectors.groupingBy(
                    FeedEntry::userId,
                    Collectors.mapping(FeedEntry::paymentId, Collectors.toList())));
    committed.forEach(
        (user, expected) -> compare("feed", user, expected, feeds.getOrDefault(user, List.of())));
    state
        .pages()
        .forEach((user, page) -> compare("pages", user, feeds.getOrDefault(user, List.of()), page));
    checkCausality();
    return new InvariantResult("I4", violations);
  }

  /** Events that are missing on either side are the business of other invariants. */
  private void compare(String what, String user, List<UUID> expected, List<UUID> actual) {
    List<UUID> left = common(expected, actual);
    List<UUID> right = common(actual, expected);
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!left.get(i).equals(right.get(i))) {
        violations.add(
            String.format(
                Locale.ROOT,
                "%s of %s: at %d is %s, expected %s",
                what,
                user,
                i,
                right.get(i),
                left.get(i)));
        return;
      }
    }
  }

  private List<UUID> common(List<UUID> list, List<UUID> other) {
    Set<UUID> others = new HashSet<>(other);
    return list.stream()
        .filter(others::contains)
        .filter(expectations::isOrdered)
        .distinct()
        .toList();
  }

  /** A payment posted after another was answered comes after it. */
  private void checkCausality() {
    Map<String, UUID> idByDescription =
        state.payments().stream()
            .collect(
                Collectors.toMap(
                    payment -> String.valueOf(payment.description()), Payment::id, (a, b) -> a));
    List<Span> spans = new ArrayList<>();
    for (Order order : orders) {
      UUID id = idByDescription.get(order.description());
      Integer index = id == null ? null : commitIndex.get(id);
      if (index != null && order.acceptedNanos().isPresent()) {
        spans.add(
            new Span(order.userId(), order.sentNanos(), order.acceptedNanos().getAsLong(), index));
      }
    }
    spans.stream().collect(Collectors.groupingBy(Span::userId)).forEach(this::checkSpans);
  }

  private void checkSpans(String user, List<Span> spans) {
    PriorityQueue<Span> answered = new PriorityQueue<>(Comparator.comparingLong(Span::accepted));
    int latest = -1;
    for (Span span : spans.stream().sorted(Comparator.comparingLong(Span::sent)).toList()) {
      while (!answered.isEmpty() && answered.peek().accepted() < span.sent()) {
        latest = Math.max(latest, answered.remove().index());
      }
      if (latest > span.index()) {
        violations.add(user + " posted a payment that was committed before one answered earlier");
      }
      answered.add(span);
    }
  }

  private record Span(String userId, long sent, long accepted, int index) {}
}
