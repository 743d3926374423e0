package io.paymentdone.console.lab;

import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.console.replica.ReplicaControl.Ending;
import io.paymentdone.console.replica.ReplicaControl.Replica;
import io.paymentdone.console.replica.ReplicaControl.State;
import io.paymentdone.console.workers.PrintableText;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of notification-service in the museum: one of its replicas dies with the exhibits. */
final class MuseumReplica {

  private static final Logger log = LoggerFactory.getLogger(MuseumReplica.class);

  private final ReplicaControl replicas;
  private volatile @Nullable String killed;

  MuseumReplica(ReplicaControl replicas) {
    this.replicas = replicas;
  }

  /** Kills a replica that runs, if there is one, and has it replaced, as an orchestrator would. */
  void kill() {
    List<Replica> all = replicas.replicas();
    int up = (int) all.stream().filter(replica -> replica.state().isUp()).count();
    killed =
        all.stream()
            .filter(replica -> replica.state() == State.RUNNING)
            .filter(replica -> replicas.end(replica.n(), Ending.KILL))
            .map(Replica::clientId)
            .findFirst()
            .orElse(null);
    if (killed != null) {
      replace(up);
    }
  }

  private void replace(int up) {
    try {
      replicas.scale(up);
    } catch (IllegalStateException e) {
      log.warn("The killed replica is not replaced: {}", PrintableText.of(e.toString()));
    }
  }

  /** Client id of the replica that was killed last; null if there was none. */
  @Nullable String killed() {
    return killed;
  }
}
