package io.paymentdone.web.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageLimitTests {

  @Test
  void reads() {
    assertThat(PageLimit.parse(null)).isEqualTo(20);
    assertThat(PageLimit.parse("1")).isEqualTo(1);
    assertThat(PageLimit.parse("100")).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "101", "-1", "+1", "1.5", "1e1", "1000000000", "٣", " 1"})
  void refuses(String limit) {
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> PageLimit.parse(limit));
  }
}
