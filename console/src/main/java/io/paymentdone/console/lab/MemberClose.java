package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabMember.Ending;
import io.paymentdone.console.lab.LabSettings.Commit;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Ends a consumer as it is to end: as a client closes, or as a process dies. */
final class MemberClose {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration OFFSETS_TIMEOUT = Duration.ofSeconds(2);

  private final LabMember member;
  private final LabSettings plan;

  MemberClose(LabMember member, LabSettings plan) {
    this.member = member;
    this.plan = plan;
  }

  void close(LabConsumer client) {
    Consumer<byte[], byte[]> consumer = client.consumer();
    Ending how = member.ending();
    boolean killed = how != null && how.isKill();
    try {
      if (killed && plan.commit() == Commit.AUTOMATIC) {
        forgetProgress(consumer);
      }
      if (killed) {
        client.silence().run();
      }
    } finally {
      close(consumer, how);
    }
    if (how != null && how != Ending.LEAVE) {
      member.tell(text(how));
    }
  }

  private void close(Consumer<byte[], byte[]> consumer, @Nullable Ending how) {
    try {
      consumer.close(CloseOptions.timeout(TIMEOUT).withGroupMembershipOperation(operation(how)));
    } catch (KafkaException e) {
      // It may be that there is no broker any more, or that the group is without it already.
      if (how == null || !how.isKill()) {
        member.tell("closed with " + e.getClass().getSimpleName());
      }
    }
  }

  private static GroupMembershipOperation operation(@Nullable Ending how) {
    if (how == null || how == Ending.STOP) {
      return GroupMembershipOperation.DEFAULT;
    }
    return how.isKill()
        ? GroupMembershipOperation.REMAIN_IN_GROUP
        : GroupMembershipOperation.LEAVE_GROUP;
  }

  /**
   * A consumer with {@code enable.auto.commit} commits its positions when it is closed, and no
   * option prevents that. A process that is killed commits nothing. So the positions become what is
   * committed already; those without a commit become unknown, and unknown ones are not committed.
   */
  private void forgetProgress(Consumer<byte[], byte[]> consumer) {
    try {
      Set<TopicPartition> unknown = new HashSet<>(consumer.assignment());
      Map<TopicPartition, OffsetAndMetadata> committed = committed(consumer, unknown);
      member.progress().committed(committed);
      committed.forEach((partition, offset) -> {
        if (offset != null) {
          consumer.seek(partition, offset.offset());
          unknown.remove(partition);
        }
      });
      // Looked up by the next poll, and there is none. An empty set would mean all partitions.
      if (!unknown.isEmpty()) {
        consumer.seekToBeginning(unknown);
      }
    } catch (KafkaException | IllegalStateException e) {
      member.tell("may have committed when it was killed: " + e.getClass().getSimpleName());
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(
      Consumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
    try {
      return partitions.isEmpty() ? Map.of() : consumer.committed(partitions, OFFSETS_TIMEOUT);
    } catch (KafkaException e) {
      return Map.of();
    }
  }

  private String text(Ending how) {
    if (!how.isKill()) {
      return plan.fixed()
          ? "has stopped; the group keeps its partitions for it until its session has timed out,"
              + " because its membership is static"
          : "has left the group";
    }
    long unhandled = member.progress().unhandled();
    if (plan.commit() == Commit.BEFORE_WORK) {
      return "was killed after its commit: " + unhandled + " records committed, not handled";
    }
    return (how == Ending.KILL ? "was killed: " : "was killed before its commit: ")
        + member.progress().uncommitted()
        + " records handled, not committed";
  }
}
