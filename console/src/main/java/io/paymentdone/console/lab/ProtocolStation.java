package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabMember.Ending;
import io.paymentdone.console.lab.ProtocolsState.Phase;
import io.paymentdone.console.lab.ProtocolsState.ProtocolState;
import java.time.Duration;
import java.util.List;

/** A group of a comparison, with its consumers. */
final class ProtocolStation {

  /** The consumer that is killed. */
  static final int VICTIM = 1;

  private static final int WORK_MILLIS = 5;

  private final ProtocolGroup protocol;
  private final String name;
  private final LabMembers members;
  private final ProtocolLog log;

  /** A group without consumers. */
  ProtocolStation(ProtocolGroup protocol, String name, LabMembers members, ProtocolLog log) {
    this.protocol = protocol;
    this.name = name;
    this.members = members;
    this.log = log;
  }

  void start() {
    for (int n = 1; n <= protocol.consumers(); n++) {
      members.add().dial().set(WORK_MILLIS, null);
    }
  }

  /** Whether it has all its consumers, and they and all partitions have something to do. */
  boolean isWorking() {
    List<LabMember> up = members.up();
    // A consumer of a share group does not say what it is given.
    boolean isAssigned =
        protocol == ProtocolGroup.SHARE
            || up.stream().noneMatch(member -> member.partitions().isEmpty());
    return up.size() == protocol.consumers() && isAssigned && log.isRead() && log.isReader(VICTIM);
  }

  /** Kills a consumer without a word to the group, between its work and its commit. */
  void kill() {
    log.killed(VICTIM);
    members.find(VICTIM).end(Ending.KILL_BEFORE_COMMIT);
  }

  private Phase phase() {
    boolean isKilled = log.killedAt() != null;
    if (members.up().size() < protocol.consumers() - (isKilled ? 1 : 0)) {
      return Phase.FAILED;
    }
    if (isKilled) {
      return log.isRead() ? Phase.RECOVERED : Phase.KILLED;
    }
    return isWorking() ? Phase.WORKING : Phase.STARTING;
  }

  ProtocolState state() {
    return new ProtocolState(
        protocol,
        name,
        protocol.consumers(),
        phase(),
        log.partitions(),
        log.stoodStill(),
        log.handled(),
        log.handledTwice(),
        log.outOfOrder());
  }

  /** Asks its consumers to leave. */
  void leave() {
    members.up().forEach(member -> member.end(Ending.LEAVE));
  }

  /** Ends its consumers, and waits for them within a time. */
  void close(Duration most) {
    members.close(most);
  }
}
