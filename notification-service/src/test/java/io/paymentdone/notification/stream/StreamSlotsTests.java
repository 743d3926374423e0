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

  private static final StreamOwner BOB = new StreamOwner(StreamOwner.Kind.CLIENT, "bob");
  private static final StreamOwner EVE = new StreamOwner(StreamOwner.Kind.CLIENT, "eve");

  private final StreamSlots slots = new StreamSlots(3, 2, 1);

  @Test
  void reservesSlotsForOtherCallers() {
    slots.take(BOB);
    Slot second = slots.take(BOB);

    assertRefused(BOB, HttpStatus.TOO_MANY_REQUESTS, "too-many-streams-of-caller");
    slots.take(EVE);
    assertRefused(EVE, HttpStatus.SERVICE_UNAVAILABLE, "too-many-streams");

    second.release();
    slots.take(EVE);
    assertThat(slots.taken()).isEqualTo(3);
  }

  /** There are more users than clients, and nobody has vetted them. */
  @Test
  void givesAUserFewerSlotsThanAClient() {
    StreamOwner user = new StreamOwner(StreamOwner.Kind.USER, "user:ann");
    slots.take(user);

    assertRefused(user, HttpStatus.TOO_MANY_REQUESTS, "too-many-streams-of-caller");
    slots.take(BOB);
    slots.take(BOB);
  }

  @Test
  void releasesASlotOnce() {
    Slot first = slots.take(BOB);
    slots.take(BOB);
    first.release();
    first.release();

    assertThat(slots.taken()).isOne();
    slots.take(BOB);
    assertRefused(BOB, HttpStatus.TOO_MANY_REQUESTS, "too-many-streams-of-caller");
  }

  @Test
  void givesNoMoreSlotsThanThereAreToConcurrentCallers() throws Exception {
    StreamSlots contended = new StreamSlots(10, 10, 10);
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
      contended.take(BOB);
      return true;
    } catch (ProblemException e) {
      return false;
    }
  }

  private void assertRefused(StreamOwner owner, HttpStatus status, String code) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> slots.take(owner))
        .satisfies(problem -> {
          assertThat(problem.status()).isEqualTo(status);
          assertThat(problem.code()).isEqualTo(code);
          assertThat(problem.retryAfter()).isNotNull();
        });
  }
}
