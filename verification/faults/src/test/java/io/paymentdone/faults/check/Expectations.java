package io.paymentdone.faults.check;

import io.paymentdone.faults.check.SystemState.TopicOffset;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** What the trials on one system did that the checker must know of. */
public final class Expectations {

  private final Set<TopicOffset> poison = new ConcurrentSkipListSet<>();
  private final Set<UUID> exemptFromOrder = ConcurrentHashMap.newKeySet();

  /** A record that is no valid event was put there. */
  public void poisoned(TopicOffset position) {
    poison.add(position);
  }

  /** Events that may be republished: they follow {@code seq}, not commit order. */
  public void exemptFromOrder(Collection<UUID> ids) {
    exemptFromOrder.addAll(ids);
  }

  Set<TopicOffset> poison() {
    return new TreeSet<>(poison);
  }

  boolean isOrdered(UUID id) {
    return !exemptFromOrder.contains(id);
  }
}
