package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabMember.Ending;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/** The partitions that a consumer owns, as Kafka's client tells it. */
final class MemberPartitions implements ConsumerRebalanceListener {

  private final LabMember member;
  private final TreeSet<Integer> owned = new TreeSet<>();

  MemberPartitions(LabMember member) {
    this.member = member;
  }

  synchronized List<Integer> owned() {
    return List.copyOf(owned);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    member.admitted();
    synchronized (this) {
      assigned.forEach(partition -> owned.add(partition.partition()));
    }
    if (!assigned.isEmpty()) {
      member.tell("was given " + text(assigned));
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    if (isKilled()) {
      return;
    }
    drop(revoked);
    if (member.ending() == null && !revoked.isEmpty()) {
      member.tell("gave up " + text(revoked));
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    if (isKilled()) {
      return;
    }
    drop(lost);
    member.removed();
    if (!lost.isEmpty()) {
      member.tell("learns that it has lost " + text(lost));
    }
  }

  /** A client that closes calls back as if it gave its partitions up. */
  private boolean isKilled() {
    Ending how = member.ending();
    return how != null && how.isKill();
  }

  private void drop(Collection<TopicPartition> gone) {
    member.progress().forget(gone);
    synchronized (this) {
      gone.forEach(partition -> owned.remove(partition.partition()));
    }
  }

  private static String text(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .map(TopicPartition::partition)
        .sorted()
        .map(number -> Integer.toString(number))
        .collect(
            Collectors.joining(", ", partitions.size() == 1 ? "partition " : "partitions ", ""));
  }
}
