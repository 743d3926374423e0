package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayBufferTests {

  private final ReplayBuffer replay = new ReplayBuffer();

  @Test
  void returnsTheEventsAfterAnId() {
    SseEvent first = replay.add("group", "1");
    SseEvent second = replay.add("flow", "2");
    SseEvent third = replay.add("group", "3");

    assertThat(replay.after(id(first)).orElseThrow()).containsExactly(second, third);
    assertThat(replay.after(id(third)).orElseThrow()).isEmpty();
  }

  @Test
  void returnsAllEventsOfAStreamThatWasEmpty() {
    String before = replay.lastId();

    SseEvent first = replay.add("group", "1");

    assertThat(replay.after(before).orElseThrow()).containsExactly(first);
  }

  @Test
  void forgetsEventsBeyondTheLimitOfNumber() {
    String before = replay.lastId();
    SseEvent first = replay.add("flow", "{}");
    for (int i = 0; i < ReplayBuffer.EVENTS_MAX; i++) {
      replay.add("flow", "{}");
    }

    assertThat(replay.after(before)).isEmpty();
    assertThat(replay.after(id(first)).orElseThrow()).hasSize(ReplayBuffer.EVENTS_MAX);
  }

  @Test
  void forgetsEventsBeyondTheLimitOfSize() {
    String large = "x".repeat(ReplayBuffer.CHARS_MAX / 2);
    SseEvent first = replay.add("lanes", large);
    replay.add("lanes", large);
    assertThat(replay.after(id(first)).orElseThrow()).hasSize(1);

    replay.add("lanes", large);
    replay.add("lanes", large);

    assertThat(replay.after(id(first))).isEmpty();
  }

  @Test
  void resumesNoIdFromBeforeAnInterruption() {
    SseEvent last = replay.add("group", "1");

    replay.interrupt();

    assertThat(replay.after(id(last))).isEmpty();
    SseEvent next = replay.add("group", "2");
    assertThat(replay.after(id(last))).isEmpty();
    assertThat(replay.after(id(next)).orElseThrow()).isEmpty();
  }

  @Test
  void knowsNoIdOfAnotherStart() {
    SseEvent other = new ReplayBuffer().add("group", "1");
    replay.add("group", "1");

    assertThat(replay.after(id(other))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "1", "x-1", "-1-1"})
  void knowsNoIdThatItNeverGave(String id) {
    replay.add("group", "1");

    assertThat(replay.after(id)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2",
        "-9223372036854775808",
        "9223372036854775807",
        "99999999999999999999",
        "x",
        ""
      })
  void knowsNoNumberThatItNeverGave(String number) {
    SseEvent message = replay.add("group", "1");
    String stream = id(message).substring(0, id(message).lastIndexOf('-') + 1);

    assertThat(replay.after(stream + number)).isEmpty();
  }

  private static String id(SseEvent message) {
    return java.util.Objects.requireNonNull(message.id());
  }
}
