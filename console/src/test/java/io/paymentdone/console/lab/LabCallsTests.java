package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class LabCallsTests {

  private final KafkaFutureImpl<Void> answer = new KafkaFutureImpl<>();
  private final Deadline deadline = Deadline.in(Duration.ofMillis(50));

  @Test
  void doesNotKnowWhetherAChangeWasMadeThatIsNotAnswered() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> LabCalls.awaitChange(answer, deadline))
        .returns("outcome-unknown", ProblemException::code)
        .withMessageContaining("unknown whether");
    answer.completeExceptionally(new TimeoutException("of Kafka's client"));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> LabCalls.awaitChange(answer, deadline))
        .returns("outcome-unknown", ProblemException::code);
  }

  @Test
  void knowsThatAChangeWasRefused() {
    answer.completeExceptionally(new GroupNotEmptyException("of the test"));

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> LabCalls.awaitChange(answer, deadline))
        .withCauseInstanceOf(GroupNotEmptyException.class);
  }

  @Test
  void knowsThatNothingIsChangedByALook() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> LabCalls.await(answer, deadline))
        .returns("unavailable", ProblemException::code);
  }
}
