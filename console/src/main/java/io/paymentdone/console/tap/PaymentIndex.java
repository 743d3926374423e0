package io.paymentdone.console.tap;

import io.paymentdone.console.tap.SeenPayment.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The distinct payments on the topic, of a time that begins with a whole minute: as far back as
 * memory allows. What is older is forgotten minute by minute, so that counts of the time compare
 * with those of the databases.
 */
public final class PaymentIndex {

  private static final int USERS_MAX = 100_000;
  private static final int COPIED_MAX = 1_000;
  private static final int COPIES_MAX = 10;
  private static final int REJECTED_MAX = 10_000;

  /** No payment takes longer, so order is certain beyond it. */
  private static final Duration ORDER_CERTAIN = Duration.ofSeconds(10);

  private final int paymentsMax;
  private final Map<UUID, SeenPayment> payments = new HashMap<>();
  private final TreeMap<Instant, List<UUID>> byMinute = new TreeMap<>();
  private final Map<Integer, Deque<SeenPayment>> unread = new HashMap<>();
  private final Map<String, Instant> newest =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > USERS_MAX;
        }
      };

  /** Sent again by the relay, or republished. */
  private final Map<UUID, List<SeenPayment>> copies =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, List<SeenPayment>> eldest) {
          return size() > COPIED_MAX;
        }
      };

  /** Places of records that the group rejected before they were seen here. */
  private final Set<Place> rejected =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, Boolean> eldest) {
              return size() > REJECTED_MAX;
            }
          });

  private Instant since;
  private long read;
  private long outOfOrder;

  PaymentIndex(Instant since, int paymentsMax) {
    this.since = wholeMinute(since);
    this.paymentsMax = paymentsMax;
  }

  private static Instant wholeMinute(Instant time) {
    Instant floor = time.truncatedTo(ChronoUnit.MINUTES);
    return floor.equals(time) ? time : floor.plus(1, ChronoUnit.MINUTES);
  }

  /**
   * Counts of the payments made since a time.
   *
   * @param onTopic distinct payments on the topic
   * @param read those of them that the group has read: below its committed offsets
   * @param outOfOrder payments that stand behind a payment of the same user made at least 10 s
   *     later
   */
  public record Counts(Instant since, long onTopic, long read, long outOfOrder) {}

  synchronized void add(SeenPayment payment) {
    if (payment.occurredAt().isBefore(since) || rejected.remove(payment.place())) {
      return;
    }
    if (payments.containsKey(payment.paymentId())) {
      addCopy(payment);
      return;
    }
    keep(payment);
    Instant last = newest.get(payment.userId());
    if (last != null && payment.occurredAt().plus(ORDER_CERTAIN).isBefore(last)) {
      outOfOrder++;
    }
    if (last == null || payment.occurredAt().isAfter(last)) {
      newest.put(payment.userId(), payment.occurredAt());
    }
    while (payments.size() > paymentsMax && byMinute.size() > 1) {
      forget(byMinute.firstKey().plus(1, ChronoUnit.MINUTES));
    }
  }

  private void keep(SeenPayment payment) {
    payments.put(payment.paymentId(), payment);
    byMinute
        .computeIfAbsent(
            payment.occurredAt().truncatedTo(ChronoUnit.MINUTES), minute -> new ArrayList<>())
        .add(payment.paymentId());
    unread.computeIfAbsent(payment.partition(), p -> new ArrayDeque<>()).add(payment);
  }

  private void addCopy(SeenPayment payment) {
    List<SeenPayment> known = copies.computeIfAbsent(payment.paymentId(), id -> new ArrayList<>());
    if (known.size() < COPIES_MAX) {
      known.add(payment);
    }
  }

  /**
   * Takes a record for no payment, however much it looks like one: the group rejected it.
   *
   * @param paymentId that it names
   */
  synchronized void reject(UUID paymentId, Place place) {
    SeenPayment first = payments.get(paymentId);
    List<SeenPayment> others = copies.getOrDefault(paymentId, new ArrayList<>());
    if (first != null && first.place().equals(place)) {
      remove(first);
      if (!others.isEmpty()) {
        // Others of the user came meanwhile: its order is not looked at again.
        keep(others.removeFirst());
      }
    } else if (!others.removeIf(copy -> copy.place().equals(place))) {
      rejected.add(place);
    }
  }

  private void remove(SeenPayment payment) {
    payments.remove(payment.paymentId());
    if (!removeUnread(payment)) {
      read--;
    }
    byMinute
        .getOrDefault(payment.occurredAt().truncatedTo(ChronoUnit.MINUTES), new ArrayList<>())
        .remove(payment.paymentId());
    newest.remove(payment.userId(), payment.occurredAt());
  }

  /** Narrows the time: nothing before it is known. */
  synchronized void forget(Instant before) {
    Instant minute = wholeMinute(before);
    if (!minute.isAfter(since)) {
      return;
    }
    since = minute;
    Map<Instant, List<UUID>> old = byMinute.headMap(minute, false);
    for (List<UUID> ids : old.values()) {
      for (UUID id : ids) {
        SeenPayment payment = payments.remove(id);
        copies.remove(id);
        if (payment != null && !removeUnread(payment)) {
          read--;
        }
      }
    }
    old.clear();
  }

  private boolean removeUnread(SeenPayment payment) {
    Deque<SeenPayment> waiting = unread.get(payment.partition());
    return waiting != null && waiting.remove(payment);
  }

  /**
   * Counts.
   *
   * @param committed the group's offsets by partition
   */
  public synchronized Counts count(Map<Integer, Long> committed) {
    committed.forEach((partition, offset) -> {
      Deque<SeenPayment> waiting = unread.getOrDefault(partition, new ArrayDeque<>());
      while (!waiting.isEmpty() && waiting.getFirst().offset() < offset) {
        waiting.removeFirst();
        read++;
      }
    });
    return new Counts(since, payments.size(), read, outOfOrder);
  }

  /** Where a payment's event is: where it was first seen, then its copies. */
  public synchronized List<SeenPayment> find(UUID paymentId) {
    SeenPayment first = payments.get(paymentId);
    return first == null
        ? List.of()
        : Stream.concat(Stream.of(first), copies.getOrDefault(paymentId, List.of()).stream())
            .toList();
  }
}
