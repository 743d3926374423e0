package io.paymentdone.notification.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class TopicCheckTests {

  private static final int FAILURES_MAX = 10;

  /** As after an OutOfMemoryError in its thread, which Kafka only logs. */
  @Test
  void replacesAClientThatAnswersNothingAnyMore() {
    Admin dead = answering(failure());
    Admin next = answering(KafkaFuture.completedFuture(topic()));
    Queue<Admin> clients = new ArrayDeque<>(List.of(dead, next));
    TopicCheck check = new TopicCheck(clients::remove);

    for (int n = 0; n < FAILURES_MAX; n++) {
      check.check();
    }
    assertThat(check.silence()).get().asString().contains("The AdminClient thread has exited.");
    verify(dead).close(any(Duration.class));

    check.check();
    assertThat(check.silence()).isEmpty();
    assertThat(check.problem()).isEmpty();
  }

  private static Admin answering(KafkaFuture<TopicDescription> answer) {
    DescribeTopicsResult result = mock(DescribeTopicsResult.class);
    when(result.topicNameValues()).thenReturn(Map.of(Topics.PAYMENT_DONE, answer));
    Admin admin = mock(Admin.class);
    when(admin.describeTopics(anyCollection())).thenReturn(result);
    return admin;
  }

  private static KafkaFuture<TopicDescription> failure() {
    KafkaFutureImpl<TopicDescription> future = new KafkaFutureImpl<>();
    future.completeExceptionally(new TimeoutException("The AdminClient thread has exited."));
    return future;
  }

  private static TopicDescription topic() {
    Node node = new Node(1, "localhost", 1);
    var partition = new TopicPartitionInfo(0, node, List.of(node), List.of(node));
    return new TopicDescription(
        Topics.PAYMENT_DONE, false, Collections.nCopies(Topics.PARTITIONS, partition));
  }
}
