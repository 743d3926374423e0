package io.paymentdone.console.rebalances;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import io.paymentdone.console.rebalances.Rebalance.Cause;
import io.paymentdone.console.rebalances.Rebalance.Move;
import io.paymentdone.console.rebalances.Rebalance.Phase;
import io.paymentdone.console.rebalances.Rebalance.Step;
import io.paymentdone.console.rebalances.Rebalance.Trigger;
import io.paymentdone.console.rebalances.Rebalance.Unaffected;
import io.paymentdone.events.Topics;
import io.paymentdone.testsupport.TopicContract;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** The topics' document describes rebalances as they are written. */
@WithoutServers
class RebalanceContractTests {

  private final TopicContract contract = TopicContract.of(Topics.NOTIFICATION_REBALANCES);

  @Autowired JsonMapper json;

  @Test
  void hasTheFieldsOfTheRecord() {
    assertThat(contract.flaws(Rebalance.class)).isEmpty();
  }

  @Test
  void hasAnExampleAsItIsWritten() {
    Instant removed = Instant.parse("2026-11-22T18:30:00Z");
    Instant end = removed.plusMillis(700);
    String dead = "notification-service-1";
    String other = "notification-service-2";
    Rebalance rebalance =
        new Rebalance(
            "notification-service-mws693k0",
            Topics.NOTIFICATION_GROUP,
            removed,
            end,
            true,
            false,
            List.of(new Trigger(Cause.TIMEOUT, "Jw0-4YbGSK2vYpJQ3QYxgA", dead, 10_200L)),
            4,
            5,
            3,
            2,
            List.of(
                new Phase("silence", removed.minusMillis(10_200), removed),
                new Phase("settle", removed, end)),
            List.of(
                new Move(
                    1,
                    dead,
                    other,
                    removed,
                    end,
                    700L,
                    null,
                    0,
                    "Jw0-4YbGSK2vYpJQ3QYxgA",
                    "b1nVqD1xTzGm0kXcU5o0Fw")),
            List.of(new Unaffected(0, other, 12L, 40)),
            700L,
            null,
            List.of(new Step(removed, dead + " is no longer in the group")),
            false);

    assertThat(json.readTree(json.writeValueAsBytes(rebalance)))
        .isEqualTo(contract.example("death").path("payload"));
  }
}
