package io.paymentdone.console.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionCountTests {

  private final Deque<Integer> answers = new ArrayDeque<>();
  private long nanos;
  private final PartitionCount count =
      new PartitionCount(
          () -> {
            if (answers.isEmpty()) {
              throw new IllegalStateException("no answer");
            }
            return answers.removeFirst();
          },
          () -> nanos);

  @Test
  void asksKafkaOnceInAWhile() {
    answers.addAll(List.of(3, 4));

    assertThat(count.get()).isEqualTo(3);
    nanos = Duration.ofSeconds(10).toNanos();
    assertThat(count.get()).isEqualTo(3);
    nanos++;
    assertThat(count.get()).isEqualTo(4);
  }

  @Test
  void anOutageIsNoCount() {
    assertThatIllegalStateException().isThrownBy(count::get);
    answers.add(3);
    assertThat(count.get()).isEqualTo(3);
  }
}
