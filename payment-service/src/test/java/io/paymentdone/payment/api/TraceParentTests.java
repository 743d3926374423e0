package io.paymentdone.payment.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTests {

  private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void keepsTheOneOfTheRequest() {
    assertThat(TraceParent.of(List.of(VALID))).isEqualTo(VALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
      })
  void makesANewOneForAnInvalidOne(String header) {
    String made = TraceParent.of(List.of(header));

    assertThat(made).isNotEqualTo(header).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    assertThat(TraceParent.of(List.of(made))).isEqualTo(made);
  }

  @Test
  void makesANewOneForNoneOrTwo() {
    assertThat(TraceParent.of(List.of())).isNotEmpty();
    assertThat(TraceParent.of(List.of(VALID, VALID))).isNotEqualTo(VALID);
  }
}
