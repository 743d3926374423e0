package io.paymentdone.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

/** The heap's share that bodies may take. */
class BodyMemoryTests {

  private static final long HEAP_BYTES = DataSize.ofMegabytes(16).toBytes();
  private static final RequestProperties PROPERTIES =
      new RequestProperties(
          Duration.ofSeconds(10), DataSize.ofKilobytes(64), Duration.ofSeconds(10), Set.of());

  private final BodyMemory memory = new BodyMemory(HEAP_BYTES);

  @Test
  void isTakenByBodiesUntilTheyAreDone() {
    List<ReceivedBody> held = new ArrayList<>();
    ReceivedBody last = receive(64 * 1024);
    while (last.isWhole()) {
      held.add(last);
      last = receive(64 * 1024);
    }

    // 2 MB for bodies of 64 KB, with 32 KB each for what waits for them.
    assertThat(held).hasSize(21);
    ReceivedBody refused = last;
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> refused.stream().readAllBytes())
        .returns(503, problem -> problem.status().value())
        .returns("overloaded", ProblemException::code)
        .returns(Duration.ofSeconds(1), ProblemException::retryAfter);
    assertThat(receive(1000).isWhole()).as("a small one that came with its head").isTrue();

    held.getFirst().close();
    assertThat(receive(64 * 1024).isWhole()).isTrue();
  }

  @Test
  void isGivenBackByBodiesThatFail() {
    for (int i = 0; i < 100; i++) {
      try (ReceivedBody tooLarge = receive(65 * 1024)) {
        assertThat(tooLarge.isWhole()).isFalse();
      }
    }
    assertThat(receive(64 * 1024).isWhole()).isTrue();
  }

  private ReceivedBody receive(int bytes) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/payments");
    request.setContent(new byte[bytes]);
    return ReceivedBody.read(request, PROPERTIES, memory);
  }
}
