package io.paymentdone.notification.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * What the client says of a group without offsets; that it begins there, others test with Kafka.
 */
class EarliestForNewPartitionsTests {

  private static final TopicPartition PARTITION = new TopicPartition("payment-done", 0);

  private int complaints;
  private int seeks;

  /** Seen once, at the first start of a group. */
  @Test
  void seeksAgainWhenTheClientReportsThePartitionAgain() {
    complaints = 3;

    assertThat(polled()).isTrue();
    assertThat(seeks).isEqualTo(3);
  }

  @Test
  void givesUpWhenTheClientReportsThePartitionForever() {
    complaints = Integer.MAX_VALUE;

    assertThatThrownBy(this::polled).isInstanceOf(NoOffsetForPartitionException.class);
    assertThat(seeks).isLessThan(100);
  }

  private boolean polled() {
    return EarliestForNewPartitions.of(complaining()).poll(Duration.ZERO).isEmpty();
  }

  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  private Consumer<byte[], byte[]> complaining() {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("seekToBeginning")) {
                seeks++;
                return null;
              }
              if (complaints-- > 0) {
                throw new NoOffsetForPartitionException(Set.of(PARTITION));
              }
              return ConsumerRecords.empty();
            });
  }
}
