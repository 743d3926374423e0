package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;
import static io.paymentdone.faults.Matrix.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.load.LoadProfile;
import io.paymentdone.faults.load.RequestLog;
import io.paymentdone.faults.report.Result;
import io.paymentdone.servers.Waiting;
import io.paymentdone.testsupport.Link;
import io.paymentdone.testsupport.LinkFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 10 to 12: what happens to the links between processes that are all well. */
@Tag("faults")
@ExtendWith(Matrix.class)
class LinkFaultsSystemTests {

  private static final Duration REFUSAL_MAX = Duration.ofSeconds(3);
  private static final Duration RECOVERY_MAX = Duration.ofSeconds(10);
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  @Test
  void survivesBlackHoleToKafka() throws Exception {
    Result result =
        row("10a", "black hole between the services and Kafka")
            .run(fault -> {
              Link link = fault.cluster().broker().link();
              link.behave(LinkFault.swallowing());
              fault.note("black hole for 60 s");
              Waiting.during(Duration.ofMinutes(1));
              link.heal();
            });
    holds(result);
    assertThat(result.failed() + result.unknown()).as("payments without a 2xx").isZero();
  }

  @Test
  void survivesBlackHoleToPostgres() throws Exception {
    holds(
        row("10b", "black hole between the services and PostgreSQL")
            .run(fault -> {
              List<Link> links = databaseLinks(fault.cluster());
              long begin = System.nanoTime();
              links.forEach(link -> link.behave(LinkFault.swallowing()));
              fault.note("black hole for 30 s");
              Waiting.during(Duration.ofSeconds(30));
              RequestLog log = fault.system().log();
              Duration slowest = log.slowestSince(begin);
              fault.took("answer without a database", slowest);
              fault.require(
                  slowest.compareTo(REFUSAL_MAX) <= 0,
                  "a 503 within 3 s, was " + slowest.toMillis() + " ms");
              // What was on the link when the hole opened may still have been answered.
              fault.require(
                  log.statusesSince(begin + SECOND_NANOS).equals(Set.of(503)),
                  "nothing but 503, were " + log.statusesSince(begin + SECOND_NANOS));
              links.forEach(Link::heal);
              long healed = System.nanoTime();
              boolean recovered =
                  Waiting.until(RECOVERY_MAX, () -> fault.system().log().acceptedAfter(healed));
              fault.took("recovery", Duration.ofNanos(System.nanoTime() - healed));
              fault.require(recovered, "payments are accepted within 10 s");
            }));
  }

  @Test
  void survivesBlackHoleToClients() throws Exception {
    holds(
        row("10c", "black hole between clients and services")
            .overLinks()
            .run(fault -> {
              List<Link> links = fault.cluster().payments().stream().map(Node::http).toList();
              links.forEach(link -> link.behave(LinkFault.swallowing()));
              fault.note("black hole for 30 s");
              Waiting.during(Duration.ofSeconds(30));
              links.forEach(Link::heal);
            }));
  }

  @Test
  void survivesCutDatabaseReplies() throws Exception {
    holds(
        row("11a", "connection reset on the reply to COMMIT")
            .run(fault ->
                cut(
                    fault,
                    fault.cluster().payments().stream().map(Node::database).toList(),
                    // Tag of the statement that inserts the payments and their events.
                    "SELECT")));
  }

  @Test
  void survivesCutHttpReplies() throws Exception {
    Result result =
        row("11b", "connection reset on HTTP replies")
            .with(LoadProfile.DEFAULT.withRetryAlways())
            .overLinks()
            .run(fault ->
                cut(
                    fault,
                    fault.cluster().payments().stream().map(Node::http).toList(),
                    "HTTP/1.1 201"));
    holds(result);
  }

  @Test
  void survivesResetsToKafka() throws Exception {
    Result result =
        row("11c", "connection resets between the services and Kafka")
            .run(fault -> {
              int resets = Matrix.times(100);
              for (int n = 0; n < resets; n++) {
                fault.cluster().broker().link().reset();
                Waiting.during(Duration.ofMillis(300));
              }
              fault.note("reset all connections " + resets + " times");
            });
    holds(result);
    assertThat(result.failed() + result.unknown()).as("payments without a 2xx").isZero();
  }

  private static void cut(Injection fault, List<Link> links, String marker) {
    int wanted = Matrix.times(100);
    int before = links.stream().mapToInt(Link::cuts).sum();
    links.forEach(link -> link.behave(LinkFault.cuttingReplies(marker, 0.05)));
    Waiting.require(
        Duration.ofMinutes(3),
        wanted + " cuts",
        () -> links.stream().mapToInt(Link::cuts).sum() - before >= wanted);
    links.forEach(Link::heal);
    fault.note("cut " + (links.stream().mapToInt(Link::cuts).sum() - before) + " replies");
  }

  @Test
  void survivesLatency() throws Exception {
    holds(
        row("12a", "10 to 500 ms on every link")
            .overLinks()
            .run(fault -> {
              List<Link> links = new ArrayList<>(databaseLinks(fault.cluster()));
              links.addAll(fault.cluster().nodes().stream().map(Node::http).toList());
              links.add(fault.cluster().broker().link());
              LinkFault late = LinkFault.latency(Duration.ofMillis(10), Duration.ofMillis(500));
              disturb(fault, links, late);
            }));
  }

  @Test
  void survivesThrottledKafka() throws Exception {
    holds(
        row("12b", "10 KB/s between the services and Kafka")
            .run(fault ->
                disturb(
                    fault, List.of(fault.cluster().broker().link()), LinkFault.throttled(10_000))));
  }

  private static void disturb(Injection fault, List<Link> links, LinkFault disturbance) {
    Duration length = Matrix.length(Duration.ofMinutes(2));
    try (Group group = new Group(fault.cluster())) {
      // A member that was put out and came back would have its old id, but the epoch rises.
      int before = group.epoch();
      links.forEach(link -> link.behave(disturbance));
      Waiting.during(length);
      fault.require(before == group.epoch(), "no member is evicted");
      links.forEach(Link::heal);
    }
    fault.note(disturbance + " for " + length.toSeconds() + " s");
  }

  private static List<Link> databaseLinks(Cluster cluster) {
    return cluster.nodes().stream().map(Node::database).toList();
  }
}
