package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabGroup.View;
import io.paymentdone.console.lab.LabState.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** The partitions of a lab, as their offsets are. */
final class PartitionStates {

  private PartitionStates() {}

  /**
   * Each partition.
   *
   * @param bases first offset of the lab by partition
   * @param owners number of the consumer by partition
   */
  static List<PartitionState> of(
      List<Long> bases, View view, Map<Integer, Integer> owners, IntToDoubleFunction perSecond) {
    List<PartitionState> states = new ArrayList<>();
    for (int partition = 0; partition < bases.size(); partition++) {
      long base = bases.get(partition);
      Long committed = view.committed().get(partition);
      long oldest = view.starts().getOrDefault(partition, 0L);
      long next = Math.max(committed == null ? base : committed, oldest);
      long end = end(bases, view, partition);
      states.add(
          new PartitionState(
              partition,
              end,
              committed,
              Math.max(0, end - next),
              owners.get(partition),
              perSecond.applyAsDouble(partition)));
    }
    return states;
  }

  /** Number of records on the topic that are the lab's. */
  static long onTopic(List<Long> bases, View view) {
    long records = 0;
    for (int partition = 0; partition < bases.size(); partition++) {
      records += Math.max(0, end(bases, view, partition) - bases.get(partition));
    }
    return records;
  }

  /** Kafka tells ends and committed offsets one after the other: what is committed was there. */
  private static long end(List<Long> bases, View view, int partition) {
    long end = view.ends().getOrDefault(partition, bases.get(partition));
    return Math.max(end, view.committed().getOrDefault(partition, end));
  }
}
