package io.paymentdone.console.rebalances;

import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rebalances that this console saw, and those that it read from the topic, which anybody who
 * can write to the topic may have made. The second never replace or displace the first. Not
 * thread-safe.
 */
final class Cards {

  /** Of each kind. */
  static final int CARDS_MAX = 1_000;

  static final int RECORDED_MAX_PER_GROUP = 500;

  /** Size of all rebalances of a kind as JSON; one of a group with three members takes 2 KB. */
  private static final long BYTES_MAX = 8_000_000;

  /** A group that was deleted and created again starts with low epochs. */
  private static final int NEW_GROUP_EPOCH_MAX = 10;

  private final Kept seen = new Kept();
  private final Kept recorded = new Kept();

  private record Card(Rebalance rebalance, int size) {}

  /** Rebalances by id, bounded by number and size; the oldest goes first. */
  private static final class Kept {

    private final Map<String, Card> cards = new LinkedHashMap<>();
    private long bytes;

    void put(Rebalance rebalance, int size) {
      remove(rebalance.id());
      cards.put(rebalance.id(), new Card(rebalance, size));
      bytes += size;
      while (cards.size() > CARDS_MAX || bytes > BYTES_MAX) {
        remove(cards.keySet().iterator().next());
      }
    }

    private void remove(String id) {
      Card removed = cards.remove(id);
      bytes -= removed == null ? 0 : removed.size();
    }

    Stream<Rebalance> of(String groupId) {
      return cards.values().stream()
          .map(Card::rebalance)
          .filter(rebalance -> rebalance.groupId().equals(groupId));
    }

    Optional<Rebalance> find(String id) {
      return Optional.ofNullable(cards.get(id)).map(Card::rebalance);
    }
  }

  /**
   * Adds a rebalance that this console saw.
   *
   * @param size of the rebalance as JSON
   */
  void addSeen(Rebalance rebalance, int size) {
    recorded.remove(rebalance.id());
    seen.put(rebalance, size);
  }

  /** The rebalance with this id, if this console saw it. */
  Optional<Rebalance> findSeen(String id) {
    return seen.find(id);
  }

  /**
   * Adds a rebalance from the topic.
   *
   * @throws IllegalArgumentException if it cannot follow the group's rebalances so far
   */
  void addRecorded(Rebalance rebalance, int size) {
    if (findSeen(rebalance.id()).isPresent()) {
      throw new IllegalArgumentException("the rebalance differs from what this console saw");
    }
    newest(rebalance.groupId(), 1).forEach(latest -> checkFollows(latest, rebalance));
    recorded.put(rebalance, size);
    List<Rebalance> ofGroup = recorded.of(rebalance.groupId()).toList();
    if (ofGroup.size() > RECORDED_MAX_PER_GROUP) {
      recorded.remove(ofGroup.getFirst().id());
    }
  }

  private static void checkFollows(Rebalance latest, Rebalance next) {
    if (!next.startedAt()
        .truncatedTo(ChronoUnit.SECONDS)
        .isAfter(latest.startedAt().truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException(
          "the group has a rebalance of that second, or a later one, already");
    }
    Integer before = next.epochBefore();
    Integer after = next.epochAfter();
    Integer reached = latest.epochAfter();
    if (after != null
        && reached != null
        && after <= reached
        && (before == null || before > NEW_GROUP_EPOCH_MAX)) {
      throw new IllegalArgumentException("the group has reached epoch " + reached + " already");
    }
  }

  /** The rebalances of a group, newest first. */
  List<Rebalance> newest(String groupId, int limit) {
    return newest(Stream.concat(recorded.of(groupId), seen.of(groupId)), limit);
  }

  /** The rebalances of a group that this console saw, newest first. */
  List<Rebalance> newestSeen(String groupId, int limit) {
    return newest(seen.of(groupId), limit);
  }

  private static List<Rebalance> newest(Stream<Rebalance> rebalances, int limit) {
    return rebalances
        .sorted(Comparator.comparing(Rebalance::startedAt).reversed())
        .limit(limit)
        .toList();
  }

  /** The rebalance with this id. */
  Optional<Rebalance> find(String id) {
    return findSeen(id).or(() -> recorded.find(id));
  }
}
