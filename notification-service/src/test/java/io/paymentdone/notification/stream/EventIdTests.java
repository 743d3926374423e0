package io.paymentdone.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTests {

  @Test
  void isThePartitionAndOffsetOfTheLastEntry() {
    assertThat(new EventId(Map.of(0, -1L, 1, 42L, 2, -1L))).hasToString("1-42");
  }

  @Test
  void containsEachPartitionWithEntries() {
    assertThat(new EventId(Map.of(2, 7L, 0, 0L))).hasToString("0-0,2-7");
  }

  @Test
  void isNoneBeforeTheFirstEntry() {
    assertThat(new EventId(Map.of(0, -1L, 1, -1L, 2, -1L))).hasToString("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "0-0", "2-999999999999999999", "0-1,1-2,2-3"})
  void parsesItsOwnText(String text) {
    assertThat(EventId.parse(text)).hasToString(text);
  }

  @Test
  void readsOffsets() {
    assertThat(EventId.parse("0-5,2-7")).isEqualTo(new EventId(Map.of(0, 5L, 2, 7L)));
    assertThat(EventId.parse("none")).isEqualTo(new EventId(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "one-two",
        "1",
        "3-0",
        "0-1,3-0",
        "99999-0",
        "0--1",
        "00-1",
        "0-1,0-2",
        "1-1,0-1",
        "0-1,",
        "0-1 ",
        "0-1,none",
        "0-9999999999999999999"
      })
  void refusesAnyOtherText(String text) {
    assertThat(EventId.parse(text)).isNull();
  }
}
