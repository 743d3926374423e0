package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.paymentdone.console.lab.LabGroup.View;
import io.paymentdone.console.lab.LabMember.Ending;
import io.paymentdone.console.lab.LabState.ConsumerState;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LabMembersTests {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final LabEvents events = new LabEvents();
  private final LabMembers members =
      new LabMembers(
          "lab",
          false,
          events,
          (n, clientId) ->
              new LabMember(
                  n, clientId, events, LONG, member -> () -> member.hasEnded(Ending.KILL)));

  @Test
  void hasSixAtMostUntilOneHasEnded() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    LabMembers full =
        new LabMembers(
            "lab",
            false,
            events,
            (n, clientId) ->
                new LabMember(
                    n,
                    clientId,
                    events,
                    LONG,
                    member ->
                        () -> {
                          await(end);
                          member.hasEnded(Ending.KILL);
                        }));
    List<LabMember> added = new ArrayList<>();
    while (added.size() < LabMembers.UP_MAX) {
      added.add(full.add());
    }

    ProblemException refused = catchThrowableOfType(ProblemException.class, full::add);
    assertThat(refused.code()).isEqualTo("too-many-consumers");
    assertThat(refused.isRetryable()).isTrue();
    assertThat(full.up()).hasSize(LabMembers.UP_MAX);

    end.countDown();
    assertThat(added.getFirst().join(LONG)).isTrue();
    assertThat(full.add()).isNotNull();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void keepsTheNewestOfThoseThatHaveEnded() throws Exception {
    for (int n = 1; n <= 40; n++) {
      LabMember member = members.add();
      member.end(Ending.KILL);
      assertThat(member.join(LONG)).isTrue();
    }

    assertThat(members.states(View.NONE)).hasSizeBetween(12, 13);
    assertThat(members.states(View.NONE))
        .extracting(ConsumerState::clientId)
        .doesNotHaveDuplicates();
  }
}
