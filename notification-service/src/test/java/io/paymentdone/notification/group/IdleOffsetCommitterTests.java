package io.paymentdone.notification.group;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.event.ListenerContainerPartitionIdleEvent;

/** What is committed while nothing comes; that markers are passed, others test with Kafka. */
class IdleOffsetCommitterTests {

  private static final TopicPartition PARTITION = new TopicPartition("payment-done", 1);
  private static final long END = 264;

  private final AdjustableClock clock = new AdjustableClock();
  private final IdleOffsetCommitter committer = new IdleOffsetCommitter(clock);
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  @BeforeEach
  void readToTheEnd() {
    consumer.assign(List.of(PARTITION));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.seek(PARTITION, END);
    commit(END - 1);
    idle();
  }

  @Test
  void commitsWhatNoPollReturns() {
    assertThat(committed()).isEqualTo(END);
  }

  /** A member that was put out of the group commits its last batch after it has rejoined. */
  @Test
  void takesBackAnOffsetThatAnotherMemberMovedBack() {
    commit(44);

    for (int second = 0; second < 10; second++) {
      clock.pass(Duration.ofSeconds(1));
      idle();
    }

    assertThat(committed()).isEqualTo(END);
  }

  /** A question for each idle partition and second would be a load of its own on the broker. */
  @Test
  void asksOnlyNowAndThen() {
    commit(44);

    clock.pass(Duration.ofSeconds(9));
    idle();

    assertThat(committed()).isEqualTo(44);
  }

  private void commit(long offset) {
    consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
  }

  private long committed() {
    return requireNonNull(consumer.committed(Set.of(PARTITION)).get(PARTITION)).offset();
  }

  private void idle() {
    committer.partitionIsIdle(
        new ListenerContainerPartitionIdleEvent(
            this, this, 1_000, "payment-done", PARTITION, consumer, false));
  }
}
