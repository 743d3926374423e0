package io.paymentdone.console.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class LazyAdminTests {

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void keepsAClientThatAnswers() {
    Admin admin = answering(KafkaFuture.completedFuture("cluster"));
    LazyAdmin kafka = new LazyAdmin(() -> admin, nanos::get);

    for (int n = 0; n < 5; n++) {
      assertThat(kafka.get()).isSameAs(admin);
      pass(Duration.ofSeconds(11));
    }
    verify(admin, never()).close(any());
  }

  /** As after an OutOfMemoryError in its thread, which Kafka only logs. */
  @Test
  void replacesAClientThatAnswersNothingAnyMore() {
    Admin dead = answering(new KafkaFutureImpl<>());
    Admin next = answering(KafkaFuture.completedFuture("cluster"));
    Queue<Admin> clients = new ArrayDeque<>(List.of(dead, next));
    LazyAdmin kafka = new LazyAdmin(clients::remove, nanos::get);

    assertThat(kafka.get()).isSameAs(dead);
    pass(Duration.ofSeconds(11));
    assertThat(kafka.get()).isSameAs(dead);
    pass(Duration.ofSeconds(9));
    assertThat(kafka.get()).isSameAs(dead);
    pass(Duration.ofSeconds(2));
    assertThat(kafka.get()).isSameAs(next);
    verify(dead).close(Duration.ZERO);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static Admin answering(KafkaFuture<String> answer) {
    DescribeClusterResult result = mock(DescribeClusterResult.class);
    when(result.clusterId()).thenReturn(answer);
    Admin admin = mock(Admin.class);
    when(admin.describeCluster()).thenReturn(result);
    return admin;
  }
}
