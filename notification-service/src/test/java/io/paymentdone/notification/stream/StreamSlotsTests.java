package io.paymentdone.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.notification.stream.StreamSlots.Slot;
import io.paymentdone.web.problem.ProblemException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class StreamSlotsTests {

  private final StreamSlots slots = new StreamSlots(3, 2);

  @Test
  void reservesSlotsForOtherCallers() {
    slots.take("bob");
    Slot second = slots.take("bob");

    assertRefused("bob", HttpStatus.TOO_MANY_REQUESTS, "too-many-streams-of-caller");
    slots.take("eve");
    assertRefused("eve", HttpStatus.SERVICE_UNAVAILABLE, "too-many-streams");

    second.release();
    slots.take("eve");
    assertThat(slots.taken()).isEqualTo(3);
  }

  @Test
  void releasesASlotOnce() {
    Slot first = slots.take("bob");
    slots.take("bob");
    first.release();
    first.release();

    assertThat(slots.taken()).isOne();
    slots.take("bob");
    assertRefused("bob", HttpStatus.TOO_MANY_REQUESTS, "too-many-streams-of-caller");
  }

  @Test
  void givesNoMoreSlotsThanThereAreToConcurrentCallers() throws Exception {
    StreamSlots contended = new StreamSlots(10, 10);
    int given = 0;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> all = Collections.nCopies(2_000, () -> isGiven(contended));
      for (Future<Boolean> one : callers.invokeAll(all)) {
        given += one.get() ? 1 : 0;
      }
    }
    assertThat(given).isEqualTo(10);
    assertThat(contended.taken()).isEqualTo(10);
  }

  private static boolean isGiven(StreamSlots contended) {
    try {
      contended.take("bob");
      return true;
    } catch (ProblemException e) {
      return false;
    }
  }

  private void assertRefused(String caller, HttpStatus status, String code) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> slots.take(caller))
        .satisfies(problem -> {
          assertThat(problem.status()).isEqualTo(status);
          assertThat(problem.code()).isEqualTo(code);
          assertThat(problem.retryAfter()).isNotNull();
        });
  }
}
