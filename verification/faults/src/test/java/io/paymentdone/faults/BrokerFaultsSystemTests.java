package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;
import static io.paymentdone.faults.Matrix.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.check.Deliveries;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.report.Result;
import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.Signals;
import io.paymentdone.servers.Waiting;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 7, 8 and 20: what happens to the broker, and to the group on it. */
@Tag("faults")
@ExtendWith(Matrix.class)
class BrokerFaultsSystemTests {

  private static final Duration BROKER_START_MAX = Duration.ofSeconds(60);
  private static final Duration REPLAY_MAX = Duration.ofSeconds(60);
  private static final Duration DRAIN_MAX = Duration.ofSeconds(60);

  @Test
  void survivesKilledBroker() throws Exception {
    Result result =
        row("7", "kill -9 of the only broker")
            .run(fault -> {
              killFor(fault, Duration.ofSeconds(30));
              Waiting.during(Duration.ofSeconds(5));
              killFor(fault, Matrix.length(Duration.ofMinutes(2)));
            });
    holds(result);
    assertThat(result.failed() + result.unknown()).as("payments without a 2xx").isZero();
    assertThat(result.drain().took()).isLessThan(DRAIN_MAX);
  }

  private static void killFor(Injection fault, Duration away) throws InterruptedException {
    KafkaServer broker = fault.cluster().broker().server();
    fault.note("killed the broker for " + away.toSeconds() + " s");
    broker.kill();
    Waiting.during(away);
    broker.launch();
    broker.awaitReady(BROKER_START_MAX);
  }

  @Test
  void survivesFrozenBroker() throws Exception {
    Result result =
        row("8", "SIGSTOP of the broker")
            .run(fault -> {
              long pid = fault.cluster().broker().server().pid();
              fault.note("froze the broker for 40 s");
              Signals.freeze(pid);
              Waiting.during(Duration.ofSeconds(40));
              Signals.thaw(pid);
            });
    holds(result);
    assertThat(result.failed() + result.unknown()).as("payments without a 2xx").isZero();
  }

  @Test
  void replaysWithoutNewFeedEntriesAfterGroupReset() throws Exception {
    holds(
        row("20", "the group is reset to a time")
            .run(fault -> {
              Instant moment = Instant.now();
              Waiting.during(Duration.ofSeconds(20));
              for (Node node : fault.cluster().notifications()) {
                node.process().stop();
              }
              try (Group group = new Group(fault.cluster())) {
                Waiting.require(
                    Duration.ofSeconds(30), "the group is empty", () -> group.members().isEmpty());
                group.resetTo(moment);
              }
              long entries =
                  new Databases(fault.cluster().postgres())
                      .feed().stream().filter(e -> e.occurredAt().isAfter(moment)).count();
              fault.note("reset the group by 20 s, to where it had read " + entries + " records");
              long before = fault.system().topics().groupEventsEnd();
              fault.cluster().notifications().forEach(node -> node.process().start());
              fault.cluster().notifications().forEach(node -> node.process().awaitReady());
              Waiting.require(
                  REPLAY_MAX,
                  "the members handle all records again",
                  () ->
                      Deliveries.of(fault.system().topics().groupEvents(before)).reported()
                          >= entries);
              fault.require(entries > 0, "there was something to replay");
            }));
  }
}
