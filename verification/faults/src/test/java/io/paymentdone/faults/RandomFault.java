package io.paymentdone.faults;

import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.Signals;
import io.paymentdone.servers.Waiting;
import io.paymentdone.testsupport.Link;
import io.paymentdone.testsupport.LinkFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One fault after another, as the seed has it. */
final class RandomFault {

  private static final int KINDS = 11;
  private static final LinkFault LATE =
      LinkFault.latency(Duration.ofMillis(10), Duration.ofMillis(500));
  private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
  private static final Duration FAULT_MAX = Duration.ofSeconds(15);

  private final Injection fault;
  private final Random random;

  RandomFault(Injection fault, long seed) {
    this.fault = fault;
    this.random = new Random(seed);
  }

  /** Injects the next one, heals it, and lets some time pass; returns when it was healed. */
  long next() throws Exception {
    Duration length = Duration.ofMillis(random.nextLong(FAULT_MAX.toMillis()));
    switch (random.nextInt(KINDS)) {
      case 0 -> kill(pick(fault.cluster().payments()), length);
      case 1 -> kill(pick(fault.cluster().notifications()), length);
      case 2 -> freeze(pick(fault.cluster().nodes()), length);
      case 3 -> killBroker(length);
      case 4 -> killPostgres();
      case 5 -> disturb(fault.cluster().broker().link(), LinkFault.swallowing(), length);
      case 6 -> disturb(pick(fault.cluster().nodes()).database(), LinkFault.swallowing(), length);
      case 7 -> disturb(pick(fault.cluster().nodes()).database(), LATE, length);
      case 8 -> disturb(fault.cluster().broker().link(), LATE, length);
      case 9 -> reset(pick(links()));
      default -> freezeBroker(length);
    }
    long healed = System.nanoTime();
    Waiting.during(Duration.ofMillis(random.nextLong(PAUSE_MAX.toMillis())));
    return healed;
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private void kill(Node node, Duration length) throws InterruptedException {
    fault.note("kill " + node.process().name());
    Trial.killAndRestart(node, length);
  }

  private void freeze(Node node, Duration length) throws InterruptedException {
    fault.note("freeze " + node.process().name() + " " + length.toMillis() + " ms");
    node.process().freeze();
    Waiting.during(length);
    node.process().thaw();
  }

  private void killBroker(Duration length) throws InterruptedException {
    fault.note("kill the broker " + length.toMillis() + " ms");
    KafkaServer broker = fault.cluster().broker().server();
    broker.kill();
    Waiting.during(length);
    broker.launch();
    broker.awaitReady(Duration.ofSeconds(90));
  }

  private void freezeBroker(Duration length) throws InterruptedException {
    fault.note("freeze the broker " + length.toMillis() + " ms");
    long pid = fault.cluster().broker().server().pid();
    Signals.freeze(pid);
    Waiting.during(length);
    Signals.thaw(pid);
  }

  private void killPostgres() throws InterruptedException {
    fault.note("kill PostgreSQL");
    fault.cluster().postgres().kill();
    fault.cluster().postgres().start();
  }

  private List<Link> links() {
    List<Link> links = new ArrayList<>();
    links.add(fault.cluster().broker().link());
    fault.cluster().nodes().forEach(node -> links.add(node.database()));
    return links;
  }

  private void reset(Link link) {
    fault.note("reset connections");
    link.reset();
  }

  private void disturb(Link link, LinkFault disturbance, Duration length) {
    fault.note(disturbance + " " + length.toMillis() + " ms");
    link.behave(disturbance);
    Waiting.during(length);
    link.heal();
  }
}
