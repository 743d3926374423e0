package io.paymentdone.faults;

import io.paymentdone.servers.Waiting;
import java.io.IOException;
import java.time.Duration;

/** Scales the notification service and watches who is active. */
final class Scaling {

  private static final Duration SETTLED_TIMEOUT = Duration.ofSeconds(90);

  private final Injection fault;
  private final Group group;
  private final Duration step;

  Scaling(Injection fault, Group group, Duration step) {
    this.fault = fault;
    this.group = group;
    this.step = step;
  }

  /** Starts or stops replicas until there are so many, and lets them work for a while. */
  void to(int replicas) throws IOException, InterruptedException {
    fault.note("scaled to " + replicas);
    while (fault.cluster().notifications().size() > replicas) {
      fault.cluster().removeNotification();
    }
    while (fault.cluster().notifications().size() < replicas) {
      fault.cluster().addNotification();
    }
    fault.cluster().notifications().forEach(node -> node.process().awaitReady());
    int active = Math.min(3, replicas);
    Waiting.require(
        SETTLED_TIMEOUT,
        replicas + " members, " + active + " of them active",
        () -> group.members().size() == replicas && group.active() == active);
    Waiting.during(step);
    fault.require(group.active() == active, active + " active of " + replicas);
  }
}
