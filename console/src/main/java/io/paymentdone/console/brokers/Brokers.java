package io.paymentdone.console.brokers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The brokers and what they hold of {@code payment-done}.
 *
 * @param brokers by id; those that are away too, as far as they are known
 * @param partitions as they were at the last answer
 * @param minInSync in-sync replicas without which Kafka takes no record; null while unknown, or
 *     without the right to read it
 * @param controlled whether this console can start and end the brokers
 * @param note why something is not known; null if all is
 */
public record Brokers(
    List<Broker> brokers,
    List<Replicas> partitions,
    @Nullable Integer minInSync,
    boolean controlled,
    @Nullable String note) {

  /**
   * One broker.
   *
   * @param endpoint as {@code host:port}; null while it is away and was never seen
   * @param state {@code up}; {@code away}, if the others do not count it; {@code unknown}, while
   *     Kafka does not answer; or what its process does, in lower case, if that is not running
   */
  public record Broker(int id, @Nullable String endpoint, String state) {}

  /**
   * Who holds a partition.
   *
   * @param leader id of the broker that takes and gives out its records; null without one
   * @param replicas ids of the brokers that are to hold it, the preferred leader first
   * @param inSync ids of those that hold all of its records
   */
  public record Replicas(
      int partition, @Nullable Integer leader, List<Integer> replicas, List<Integer> inSync) {}
}
