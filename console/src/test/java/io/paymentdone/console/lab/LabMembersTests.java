package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.lab.LabGroup.View;
import io.paymentdone.console.lab.LabMember.Ending;
import io.paymentdone.console.lab.LabState.ConsumerState;
import java.time.Duration;
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
