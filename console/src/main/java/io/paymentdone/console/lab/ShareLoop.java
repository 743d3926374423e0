package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabMember.Ending;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What the thread of a consumer of a share group does: polls, works on each record, and then
 * acknowledges them. One that is killed has records that it has not acknowledged.
 */
final class ShareLoop implements Runnable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ACKNOWLEDGE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** How long one that is killed waits for records, so that the kill falls where it is to fall. */
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

  private final LabMember member;
  private final String topic;
  private final MemberWork work;
  private final Supplier<KafkaShareConsumer<byte[], byte[]>> consumers;

  /**
   * A loop that has not started.
   *
   * @param consumers creates its consumer
   */
  ShareLoop(
      LabMember member,
      String topic,
      MemberWork work,
      Supplier<KafkaShareConsumer<byte[], byte[]>> consumers) {
    this.member = member;
    this.topic = topic;
    this.work = work;
    this.consumers = consumers;
  }

  @Override
  public void run() {
    member.attend(this::attend);
  }

  private void attend() throws InterruptedException {
    KafkaShareConsumer<byte[], byte[]> consumer = consumers.get();
    try {
      consumer.subscribe(List.of(topic));
      boolean holds = false;
      while (!isOver(holds)) {
        member.polls();
        holds = take(consumer, consumer.poll(POLL));
      }
    } catch (InterruptException e) {
      throw LabMember.interrupted();
    } finally {
      close(consumer);
    }
  }

  private boolean isKilled() {
    Ending how = member.ending();
    return how != null && how.isKill();
  }

  private boolean isOver(boolean holds) {
    return isKilled()
        ? holds || member.endingFor().compareTo(KILL_PATIENCE) > 0
        : member.ending() != null;
  }

  /** Returns whether it holds records that it has handled and not acknowledged. */
  private boolean take(
      KafkaShareConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records)
      throws InterruptedException {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      member.dial().work();
      work.handled(record);
      member.handledOne();
    }
    if (isKilled() || records.isEmpty()) {
      return !records.isEmpty();
    }
    records.forEach(consumer::acknowledge);
    try {
      var _ = consumer.commitSync(ACKNOWLEDGE_TIMEOUT);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      member.tell(
          "could not acknowledge, so these records are delivered again: "
              + e.getClass().getSimpleName());
    }
    return false;
  }

  /** The records of a dead one are free at once, for its connections are closed. */
  private void close(KafkaShareConsumer<byte[], byte[]> consumer) {
    try {
      if (isKilled()) {
        Silence.fall(consumer);
      }
    } finally {
      try {
        consumer.close(CLOSE_TIMEOUT);
      } catch (KafkaException e) {
        // It may be that there is no broker any more.
        member.tell("closed with " + e.getClass().getSimpleName());
      }
    }
  }
}
