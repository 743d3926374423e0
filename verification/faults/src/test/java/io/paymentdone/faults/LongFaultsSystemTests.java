package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;
import static io.paymentdone.faults.Matrix.row;

import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.Waiting;
import io.paymentdone.faults.load.LoadProfile;
import io.paymentdone.faults.report.Result;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 15, 18 and 21: bad neighbours and bad days. */
@Tag("faults")
@ExtendWith(Matrix.class)
class LongFaultsSystemTests {

  private static final Duration HEALTHY_LAG_MAX = Duration.ofSeconds(5);
  private static final Duration PROGRESS_MAX = Duration.ofMinutes(3);

  @Test
  void keepsHealthyUsersServedBesidePoison() throws Exception {
    holds(
        row("15", "one record in a hundred is poison")
            .run(fault -> {
              long seconds = Matrix.length(Duration.ofMinutes(5)).toSeconds();
              FeedLag lag = FeedLag.from(fault.cluster());
              for (long n = 0; n < seconds; n++) {
                Poison.put(fault, 1);
                Waiting.during(Duration.ofSeconds(1));
              }
              lag.longest()
                  .forEach((partition, longest) -> {
                    fault.took("feed lag of partition " + partition, longest);
                    fault.require(
                        longest.compareTo(HEALTHY_LAG_MAX) <= 0,
                        "feed lag of partition " + partition + " stays below 5 s");
                  });
            }));
  }

  @Test
  void delaysOnlyPartitionOfHotUser() throws Exception {
    Result result =
        row("18", "one user with nine tenths of four times the traffic")
            .with(LoadProfile.DEFAULT.withRatePerSecond(400).withHotUserShare(0.9))
            .run(fault -> {
              FeedLag lag = FeedLag.from(fault.cluster());
              Duration length = Matrix.length(Duration.ofMinutes(2));
              fault.note("400 payments a second for " + length.toSeconds() + " s");
              Waiting.during(length);
              int hot = FeedLag.partitionOf(fault.cluster(), "user-0");
              lag.longest()
                  .forEach((partition, longest) -> {
                    fault.took("feed lag of partition " + partition, longest);
                    fault.require(
                        partition == hot || longest.compareTo(HEALTHY_LAG_MAX) <= 0,
                        "feed lag of partition " + partition + " stays low");
                  });
            });
    holds(result);
  }

  @Test
  void survivesRandomMix() throws Exception {
    holds(
        row("21", "random mix")
            .run(fault -> {
              long end = System.nanoTime() + Matrix.length(Duration.ofMinutes(10)).toNanos();
              RandomFault random = new RandomFault(fault, Trial.SEED);
              while (System.nanoTime() < end) {
                long healed = random.next();
                fault.require(
                    Waiting.until(PROGRESS_MAX, () -> fault.system().log().acceptedAfter(healed)),
                    "payments are accepted within 180 s");
              }
              for (Node node : fault.cluster().nodes()) {
                node.process().awaitReady();
              }
            }));
  }
}
