package io.paymentdone.faults;

import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.report.Result;
import io.paymentdone.notification.inbox.InboxWithoutDedupe;
import io.paymentdone.notification.inbox.OffsetBeforeWrite;
import io.paymentdone.payment.relay.FlushBeforeAcknowledgement;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Row 22: a service that is wrong on purpose, and the checker that must see it. */
@Tag("faults")
class NegativeControlSystemTests {

  private static final int KILLS = 2;

  @Test
  void seesThatDedupeIsOff() throws Exception {
    ClusterSpec spec =
        ClusterSpec.named("without-dedupe")
            .withServices(2, 1)
            .withWrongNotification(InboxWithoutDedupe.class);
    try (SystemUnderFault system = SystemUnderFault.start(spec)) {
      dropPrimaryKey(system.cluster());
      Result result =
          trial(system, "22a", "dedupe off, relay killed")
              .run(NegativeControlSystemTests::killRelay);
      Matrix.violates(result, "I5");
    }
  }

  private static void dropPrimaryKey(Cluster cluster) throws Exception {
    try (Connection connection = cluster.postgres().connect("notification");
        Statement statement = connection.createStatement()) {
      statement.execute("alter table notification drop constraint notification_pkey");
    }
  }

  @Test
  void seesThatOffsetIsCommittedBeforeWrite() throws Exception {
    ClusterSpec spec =
        ClusterSpec.named("offset-before-write")
            .withServices(1, 1)
            .withWrongNotification(OffsetBeforeWrite.class);
    try (SystemUnderFault system = SystemUnderFault.start(spec)) {
      Result result =
          trial(system, "22b", "offset before write, notification service killed")
              .run(fault -> {
                for (int n = 0; n < KILLS; n++) {
                  Trial.killAndRestart(fault.cluster().notifications().getFirst(), Duration.ZERO);
                }
                fault.note("killed the notification service " + KILLS + " times");
              });
      Matrix.violates(result, "I1");
    }
  }

  @Test
  void seesThatPositionIsConfirmedBeforeAcknowledgement() throws Exception {
    ClusterSpec spec =
        ClusterSpec.named("flush-before-acknowledgement")
            .withServices(2, 1)
            .withWrongPayment(FlushBeforeAcknowledgement.class);
    try (SystemUnderFault system = SystemUnderFault.start(spec)) {
      Result result =
          trial(system, "22c", "flush before acknowledgement, relay killed")
              .run(NegativeControlSystemTests::killRelay);
      Matrix.violates(result, "I1");
    }
  }

  private static void killRelay(Injection fault) throws InterruptedException {
    for (int n = 0; n < KILLS; n++) {
      Node relay = fault.cluster().relay();
      Trial.killAndRestart(relay, Duration.ZERO);
    }
    fault.note("killed the relay " + KILLS + " times");
  }

  private static Trial trial(SystemUnderFault system, String row, String name) {
    return new Trial(system, row, name).withBaseline(Duration.ofSeconds(5));
  }
}
