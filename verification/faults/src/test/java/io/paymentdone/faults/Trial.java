package io.paymentdone.faults;

import io.paymentdone.faults.check.Deliveries;
import io.paymentdone.faults.check.Drain;
import io.paymentdone.faults.check.InvariantResult;
import io.paymentdone.faults.check.SystemState;
import io.paymentdone.faults.check.SystemState.Payment;
import io.paymentdone.faults.check.SystemState.TopicRecord;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.load.Load;
import io.paymentdone.faults.load.LoadProfile;
import io.paymentdone.faults.load.Order;
import io.paymentdone.faults.report.Result;
import io.paymentdone.faults.report.Timeline;
import io.paymentdone.faults.report.Timeline.Span;
import io.paymentdone.servers.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One row of the matrix on a running system: payments flow, the fault comes and is healed, the
 * system recovers, payments stop, everything drains, and the checker compares.
 */
final class Trial {

  private static final Logger log = LoggerFactory.getLogger(Trial.class);
  static final long SEED = Long.getLong("faults.seed", System.nanoTime() % 1_000_000);

  private final SystemUnderFault system;
  private final String row;
  private final String name;
  private LoadProfile profile = LoadProfile.DEFAULT;
  private Duration baseline = Duration.ofSeconds(10);
  private boolean overLinks;
  private boolean unbroken;
  private boolean resends;

  Trial(SystemUnderFault system, String row, String name) {
    this.system = system;
    this.row = row;
    this.name = name;
  }

  Trial with(LoadProfile load) {
    profile = load;
    return this;
  }

  Trial withBaseline(Duration duration) {
    baseline = duration;
    return this;
  }

  /** Clients come over the links in front of the services. */
  Trial overLinks() {
    overLinks = true;
    return this;
  }

  /**
   * Requires of orderly stops that no stored payment's answer is lost, and that no member handles
   * what another has handled.
   */
  Trial unbroken() {
    unbroken = true;
    return this;
  }

  /** Requires that the relay sent records again: else the fault missed the moment it is about. */
  Trial resending() {
    resends = true;
    return this;
  }

  Result run(Fault fault) throws Exception {
    log.info("row {}: {}, seed {}", row, name, SEED);
    Injection injection = new Injection(system);
    Span span = Span.beginning();
    String load = "r" + row;
    long toldBefore = system.topics().groupEventsEnd();
    InvariantResult recovered;
    try (Load sending = Load.start(profile, load, SEED, this::ports, system.log())) {
      Waiting.during(baseline);
      Recovery recovery = Recovery.baseline(system, load);
      long faultFrom = System.nanoTime();
      fault.inject(injection);
      long faultUntil = System.nanoTime();
      recovered = recovery.awaitAfter(faultUntil);
      sending.stop();
      span = span.ended(faultFrom, faultUntil);
      Counts counts = Counts.of(system.log().ordersOf(load));
      Drain drain = Drain.of(system.cluster());
      long unresolved = sending.resolveUnknown();
      injection.require(unresolved == 0, unresolved + " payments with a key are unknown for good");
      Drain resolved = Drain.of(system.cluster());
      note(injection, load, Deliveries.of(system.topics().groupEvents(toldBefore)));
      InvariantResult leftovers = Leftovers.of(system);
      return result(injection, span, counts, List.of(drain, resolved), recovered, leftovers);
    }
  }

  private List<Integer> ports() {
    return system.cluster().payments().stream()
        .map(node -> overLinks ? node.http().port() : node.process().port())
        .toList();
  }

  private void note(Injection injection, String load, Deliveries deliveries) {
    injection.figure("deliveries", deliveries.toString());
    injection.require(
        !unbroken || deliveries.areSingle(), "nothing is redelivered, but " + deliveries);
    long lost = system.log().ordersOf(load).stream().filter(Order::wasAnsweredOnlyAgain).count();
    injection.figure("stored, its answer lost", Long.toString(lost));
    injection.require(!unbroken || lost == 0, "no stored payment's answer is lost, but " + lost);
  }

  private Result result(
      Injection injection,
      Span span,
      Counts counts,
      List<Drain> drains,
      InvariantResult recovered,
      InvariantResult leftovers)
      throws Exception {
    SystemState state = system.state();
    long again = sentAgain(state);
    injection.figure("sent to the topic again", Long.toString(again));
    injection.require(!resends || again > 0, "the relay is killed between send and confirmation");
    injection.figure("refusals", counts.refusals().toString());
    List<InvariantResult> verdicts = new ArrayList<>(system.check(state));
    verdicts.add(drained(drains));
    verdicts.add(recovered);
    verdicts.add(leftovers);
    verdicts.add(injection.promises());
    Result result =
        new Result(
            row,
            name,
            SEED,
            injection.notes(),
            counts.ok(),
            counts.failed(),
            counts.unknown(),
            counts.unavailable(),
            drains.getFirst(),
            injection.figures(),
            verdicts,
            Timeline.of(span, system.log().ordersOf("r" + row), state.feed()));
    log.info("{}\n", result);
    return result;
  }

  /** Records of this trial's payments beyond the first of each. */
  private long sentAgain(SystemState state) {
    String orders = "order r" + row + "-" + SEED + "-";
    Set<UUID> ids =
        state.payments().stream()
            .filter(payment -> String.valueOf(payment.description()).startsWith(orders))
            .map(Payment::id)
            .collect(Collectors.toSet());
    List<UUID> records =
        state.topic().stream()
            .map(TopicRecord::id)
            .filter(Objects::nonNull)
            .filter(ids::contains)
            .toList();
    return records.size() - records.stream().distinct().count();
  }

  private static InvariantResult drained(List<Drain> drains) {
    List<String> violations = new ArrayList<>();
    for (Drain drain : drains) {
      if (!drain.complete()) {
        violations.add(drain.toString());
      }
    }
    return new InvariantResult("I6 drain", violations);
  }

  /** Kills the process and starts it again after a while. */
  static void killAndRestart(Node node, Duration away) throws InterruptedException {
    node.process().kill();
    Waiting.during(away);
    node.process().start();
    node.process().awaitReady();
  }
}
