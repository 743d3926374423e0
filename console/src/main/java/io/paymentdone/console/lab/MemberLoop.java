package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabMember.Ending;
import io.paymentdone.console.lab.LabSettings.Commit;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.jspecify.annotations.Nullable;

/** What the thread of a consumer does: polls, works on each record, and commits as planned. */
final class MemberLoop implements Runnable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

  /** How long one that is killed waits for records, so that the kill falls where it is to fall. */
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

  /** How long one that is killed before its commit works at its own pace. */
  private static final Duration LAST_WORK_MAX = Duration.ofSeconds(3);

  private static final Duration RETURN_PAUSE = Duration.ofSeconds(1);

  private final LabMember member;
  private final String topic;
  private final Commit commit;
  private final MemberWork work;
  private final MemberClose close;
  private final Function<CommitInterceptor.Listener, LabConsumer> consumers;

  /**
   * A loop that has not started.
   *
   * @param consumers creates a consumer that reports its commits
   */
  MemberLoop(
      LabMember member,
      String topic,
      LabSettings plan,
      MemberWork work,
      Function<CommitInterceptor.Listener, LabConsumer> consumers) {
    this.member = member;
    this.topic = topic;
    this.commit = plan.commit();
    this.work = work;
    this.close = new MemberClose(member, plan);
    this.consumers = consumers;
  }

  @Override
  public void run() {
    member.attend(() -> {
      while (!attend()) {
        TimeUnit.MILLISECONDS.sleep(RETURN_PAUSE.toMillis());
      }
    });
  }

  /** Is a member until its end; returns false if the group does not take it yet. */
  private boolean attend() throws InterruptedException {
    if (member.ending() != null) {
      return true;
    }
    LabConsumer client = consumers.apply(this::committed);
    Consumer<byte[], byte[]> consumer = client.consumer();
    try {
      consumer.subscribe(List.of(topic), work.listener(member.listener()));
      while (!isOver()) {
        member.dial().awaitThawed();
        member.polls();
        take(consumer, owned(consumer.poll(POLL)));
      }
      return true;
    } catch (UnreleasedInstanceIdException e) {
      member.refused();
      return false;
    } catch (InterruptException e) {
      throw LabMember.interrupted();
    } finally {
      close.close(client);
    }
  }

  private void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    member.progress().committed(offsets);
    member.hasCommitted();
  }

  private boolean isOver() {
    Ending how = member.ending();
    if (how == null) {
      return false;
    }
    if (!how.isKill() || member.endingFor().compareTo(KILL_PATIENCE) > 0) {
      return true;
    }
    if (commit == Commit.BEFORE_WORK) {
      return member.progress().unhandled() > 0;
    }
    return how == Ending.KILL || member.progress().uncommitted() > 0;
  }

  /**
   * Without records of partitions that it has lost. The client may still return some when it has
   * been put out: it fetched them before. To commit those, once it is a member again, would take
   * the new owner's offset back.
   */
  private ConsumerRecords<byte[], byte[]> owned(ConsumerRecords<byte[], byte[]> polled) {
    List<Integer> owned = member.listener().owned();
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(polled.nextOffsets());
    for (TopicPartition partition : polled.partitions()) {
      if (owned.contains(partition.partition())) {
        records.put(partition, polled.records(partition));
      }
    }
    next.keySet().removeIf(partition -> !owned.contains(partition.partition()));
    return new ConsumerRecords<>(records, next);
  }

  private void take(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records)
      throws InterruptedException {
    work.polled(records);
    work.passed(member.progress().polled(records));
    if (commit == Commit.BEFORE_WORK) {
      commit(consumer, records.nextOffsets());
    }
    boolean all = true;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (isCut()) {
        all = false;
        break;
      }
      member.dial().work();
      work.handled(record);
      member.progress().handled(record);
      member.handledOne();
    }
    if (commit == Commit.AFTER_WORK && member.ending() != Ending.KILL_BEFORE_COMMIT) {
      commit(consumer, all ? records.nextOffsets() : member.progress().toCommit());
    }
  }

  /** Whether a kill leaves the rest of the records unhandled. */
  private boolean isCut() {
    Ending how = member.ending();
    if (how == null || !how.isKill()) {
      return false;
    }
    if (how == Ending.KILL || commit == Commit.BEFORE_WORK) {
      return true;
    }
    return member.progress().uncommitted() > 0 && member.endingFor().compareTo(LAST_WORK_MAX) > 0;
  }

  private void commit(
      Consumer<byte[], byte[]> consumer, @Nullable Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (offsets == null || offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets, COMMIT_TIMEOUT);
    } catch (FencedInstanceIdException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      member.tell(
          "could not commit, so others may handle these records again: "
              + e.getClass().getSimpleName());
    }
  }
}
