package io.paymentdone.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LastEventIdTests {

  private static final EventId HEADER = new EventId(Map.of(0, 5L));
  private static final EventId PARAMETER = new EventId(Map.of(0, 4L));

  @Test
  void prefersTheHeader() {
    assertThat(read("0-5", "0-4").id()).isEqualTo(HEADER);
    assertThat(read(null, "0-4").id()).isEqualTo(PARAMETER);
    assertThat(read("", "0-4").id()).isEqualTo(PARAMETER);
    assertThat(read("0-5", "nonsense").id()).isEqualTo(HEADER);
  }

  @Test
  void isNullWithoutAValue() {
    assertThat(LastEventId.of(null, null)).isNull();
    assertThat(LastEventId.of("", "")).isNull();
  }

  @Test
  void namesTheInvalidValue() {
    assertInvalid("Last-Event-ID", () -> LastEventId.of("3-0", "0-4"));
    assertInvalid("?lastEventId", () -> LastEventId.of(null, "3-0"));
  }

  @Test
  void refusesTheIdOfAnotherUsersPartition() {
    LastEventId last = read(null, "0-4");

    assertThat(last.within(Set.of(0))).isEqualTo(PARAMETER);
    assertThat(last.within(Set.of(0, 1))).isEqualTo(PARAMETER);
    assertThat(last.within(Set.of())).isEqualTo(PARAMETER);
    assertInvalid("?lastEventId", () -> last.within(Set.of(1)));
  }

  @Test
  void acceptsTheIdOfAStreamWithoutEvents() {
    assertThat(read("none", null).within(Set.of(1)).offsets()).isEmpty();
  }

  private static LastEventId read(@Nullable String header, @Nullable String parameter) {
    return Objects.requireNonNull(LastEventId.of(header, parameter));
  }

  private static void assertInvalid(String pointer, Runnable read) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(read::run)
        .satisfies(problem ->
            assertThat(problem.errors())
                .singleElement()
                .extracting(FieldProblem::pointer)
                .isEqualTo(pointer));
  }
}
