package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabGroup.View;
import io.paymentdone.console.lab.LabMember.Ending;
import io.paymentdone.console.lab.MemberProgress.Range;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A group of the museum: its consumers, all killed at once and all started again. */
final class MuseumStation {

  private final LabGroup group;
  private final LabMembers members;
  private final MuseumWork work;
  private final List<Integer> millisPerRecord;
  private volatile View view = View.NONE;

  /**
   * A group without consumers.
   *
   * @param millisPerRecord how long each of its consumers works on a record
   */
  MuseumStation(
      LabGroup group, LabMembers members, MuseumWork work, List<Integer> millisPerRecord) {
    this.group = group;
    this.members = members;
    this.work = work;
    this.millisPerRecord = millisPerRecord;
  }

  /** Starts its consumers if none is up: at first, and when all are dead after a kill. */
  void keepUp() {
    if (members.up().isEmpty()) {
      work.restarted();
      millisPerRecord.forEach(millis -> members.add().dial().set(millis, null));
    }
  }

  /**
   * Kills its consumers without a word to the group. Each dies with records of a poll in hand: one
   * that commits before its work after that commit, another before its commit.
   */
  void kill() {
    members.up().forEach(member -> member.end(Ending.KILL_BEFORE_COMMIT));
  }

  /** Asks the coordinator. */
  void look() {
    View now = group.look();
    view = now;
    work.seen(now);
    members.seen(now);
  }

  /** Whether each consumer has partitions, and none is to die. */
  boolean isWorking() {
    List<LabMember> up = members.up();
    return up.size() == millisPerRecord.size()
        && up.stream().allMatch(m -> m.ending() == null && !m.partitions().isEmpty());
  }

  boolean isFull() {
    return work.isFull();
  }

  /** Committed offsets by partition. */
  Map<Integer, Long> committed() {
    return view.committed();
  }

  /** Records that its consumers will still handle. */
  List<Range> inHand() {
    return members.inHand();
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
