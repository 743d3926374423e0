package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabGroup.View;
import io.paymentdone.console.workers.PrintableText;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Clients in the group of a lab that are none of its consumers, such as one that was started in a
 * shell. The lab does not see what they handle, so what they commit is not lost. Not thread-safe.
 */
final class LabForeigners {

  private final String lab;
  private final LabEvents events;
  private final LabCounts counts;
  private View before = View.NONE;

  LabForeigners(String lab, LabEvents events, LabCounts counts) {
    this.lab = lab;
    this.events = events;
    this.counts = counts;
  }

  /** The group is like this now; what one commits as it leaves counts as its own, too. */
  void seen(View now) {
    Set<String> known = clients(before).map(Entry::getKey).collect(Collectors.toSet());
    clients(now)
        .filter(client -> !known.contains(client.getKey()))
        .forEach(client ->
            events.add(
                PrintableText.of(client.getKey())
                    + " is in the group, and none of the lab's consumers: what it commits counts as"
                    + " foreign, not as never handled"));
    Stream.concat(clients(before), clients(now))
        .flatMap(client -> client.getValue().stream())
        .distinct()
        .forEach(partition ->
            counts.foreign(
                partition,
                before.committed().getOrDefault(partition, 0L),
                now.committed().getOrDefault(partition, 0L)));
    before = now;
  }

  private Stream<Entry<String, List<Integer>>> clients(View view) {
    return view.owned().entrySet().stream()
        .filter(client -> !LabTopic.isClientOf(lab, client.getKey()));
  }
}
