package io.paymentdone.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class RationedCountTests {

  private int counted;

  @Test
  void givesTheLastAnswerToTheSameQuestion() {
    RationedCount<String, Integer> count = new RationedCount<>(question -> ++counted);

    assertThat(count.get("a")).isEqualTo(1);
    assertThat(count.get("a")).isEqualTo(1);
    assertThat(count.get("b")).isEqualTo(2);
  }

  /** It has cost as much, and the database still may be at it. */
  @Test
  void doesNotCountAgainAtOnceWhatFailed() {
    RationedCount<String, Integer> count =
        new RationedCount<>(question -> {
          counted++;
          throw new IllegalStateException("takes too long");
        });

    assertThatIllegalStateException().isThrownBy(() -> count.get("a"));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> count.get("b"))
        .returns(503, problem -> problem.status().value());
    assertThat(counted).isEqualTo(1);
  }
}
