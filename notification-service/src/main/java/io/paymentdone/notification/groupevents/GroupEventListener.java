package io.paymentdone.notification.groupevents;

import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.notification.group.Trouble;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ConsumerStoppingEvent;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * Records assignments, revocations and handled batches, on the consumer thread. Never blocks and
 * never throws, so that monitoring cannot delay a rebalance.
 */
final class GroupEventListener
    implements ConsumerAwareRebalanceListener, BatchInterceptor<Object, Object> {

  private final MemberLog log;
  private final Clock clock;

  GroupEventListener(MemberLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    log.assigned(consumer.groupMetadata().memberId(), payments(partitions));
  }

  @Override
  public void onPartitionsRevokedAfterCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    log.removed(Kind.REVOKED, payments(partitions));
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    log.removed(Kind.LOST, payments(partitions));
  }

  @Override
  public ConsumerRecords<Object, Object> intercept(
      ConsumerRecords<Object, Object> records, Consumer<Object, Object> consumer) {
    return records;
  }

  @Override
  public void success(ConsumerRecords<Object, Object> records, Consumer<Object, Object> consumer) {
    long now = clock.millis();
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<Object, Object>> batch = records.records(partition);
      long oldest = batch.stream().mapToLong(ConsumerRecord::timestamp).min().orElse(now);
      log.handled(
          partition.partition(), batch.getLast().offset(), batch.size(), Math.max(0, now - oldest));
    }
  }

  @Override
  public void failure(
      ConsumerRecords<Object, Object> records,
      Exception failure,
      Consumer<Object, Object> consumer) {
    log.failed(Trouble.of(failure));
  }

  /** Called on the consumer thread before the member leaves the group. */
  @EventListener
  void onStopping(ConsumerStoppingEvent event) {
    log.leaving();
  }

  private static List<Integer> payments(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .filter(partition -> partition.topic().equals(Topics.PAYMENT_DONE))
        .map(TopicPartition::partition)
        .toList();
  }
}
