package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class LabGroupTests {

  private final Admin admin = mock(Admin.class);
  private final LabGroup group = new LabGroup(admin, "group", "topic", 1);

  @Test
  void startsOnceTheCoordinatorKnowsTheNewTopic() {
    AlterConsumerGroupOffsetsResult early = failed(new UnknownTopicOrPartitionException());
    AlterConsumerGroupOffsetsResult later = mock(AlterConsumerGroupOffsetsResult.class);
    when(later.all()).thenReturn(KafkaFuture.completedFuture(null));
    when(admin.alterConsumerGroupOffsets(eq("group"), any())).thenReturn(early, early, later);

    group.startAt(List.of(0L));

    verify(admin, times(3)).alterConsumerGroupOffsets(eq("group"), any());
  }

  @Test
  void saysWhatKafkaRefuses() {
    AlterConsumerGroupOffsetsResult refused = failed(new GroupAuthorizationException("group"));
    when(admin.alterConsumerGroupOffsets(eq("group"), any())).thenReturn(refused);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> group.startAt(List.of(0L)))
        .withMessageContaining("GroupAuthorizationException");
  }

  private static AlterConsumerGroupOffsetsResult failed(RuntimeException why) {
    KafkaFutureImpl<Void> answer = new KafkaFutureImpl<>();
    answer.completeExceptionally(why);
    AlterConsumerGroupOffsetsResult result = mock(AlterConsumerGroupOffsetsResult.class);
    when(result.all()).thenReturn(answer);
    return result;
  }
}
