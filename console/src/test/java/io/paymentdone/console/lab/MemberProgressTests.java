package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.lab.MemberProgress.Range;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class MemberProgressTests {

  private static final TopicPartition PARTITION = new TopicPartition("t", 1);

  private final MemberProgress progress = new MemberProgress();

  @Test
  void knowsWhatAPollHasPassedWithoutARecord() {
    assertThat(progress.polled(records(6, 5))).isEmpty();
    assertThat(progress.polled(records(20))).containsExactly(new Range(1, 6, 20));
    assertThat(progress.polled(records(30, 22))).containsExactly(new Range(1, 20, 22));
    assertThat(progress.polled(records(40, 30))).isEmpty();
  }

  @Test
  void doesNotKnowWhatHappenedWhileOthersHadThePartition() {
    var _ = progress.polled(records(6, 5));
    progress.forget(List.of(PARTITION));

    assertThat(progress.polled(records(20, 19))).isEmpty();
  }

  private static ConsumerRecords<byte[], byte[]> records(long next, long... offsets) {
    List<ConsumerRecord<byte[], byte[]>> given =
        Arrays.stream(offsets)
            .mapToObj(offset -> new ConsumerRecord<>("t", 1, offset, new byte[0], new byte[0]))
            .toList();
    return new ConsumerRecords<>(
        given.isEmpty() ? Map.of() : Map.of(PARTITION, given),
        Map.of(PARTITION, new OffsetAndMetadata(next)));
  }
}
