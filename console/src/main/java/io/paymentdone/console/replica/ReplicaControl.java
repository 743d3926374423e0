package io.paymentdone.console.replica;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts and ends replicas of the notification service. Implemented by an application that runs the
 * replicas as its child processes, such as the local stack.
 */
public interface ReplicaControl {

  /** Greatest number of replicas. */
  int REPLICAS_MAX = 9;

  /** State of a replica. */
  enum State {
    STARTING,
    RUNNING,
    STOPPING,
    STOPPED,
    KILLED,
    /** The process ended unexpectedly and will be restarted. */
    CRASHED;

    /** Whether the replica is starting or running. */
    public boolean isUp() {
      return this == STARTING || this == RUNNING;
    }
  }

  /** How to end a replica. */
  enum Ending {
    /** SIGTERM: the replica finishes its batch, commits and leaves the group. */
    STOP,
    /** SIGKILL: the replica does not leave the group, which waits for its session to time out. */
    KILL
  }

  /**
   * One replica.
   *
   * @param n number of the replica, from 1
   * @param clientId client id in the consumer group
   * @param port port of the HTTP API
   * @param pid process id; null if the process has ended
   * @param restarts number of restarts after the process ended unexpectedly
   */
  record Replica(int n, String clientId, int port, @Nullable Long pid, State state, int restarts) {}

  /** The replicas that are up, and those that ended since the last {@link #scale}, by number. */
  List<Replica> replicas();

  /**
   * Starts replicas with the lowest free numbers, or stops those with the highest, until {@code
   * count} are up. Returns without waiting for them.
   *
   * @throws IllegalStateException with a reason for people, if a replica cannot be started
   */
  void scale(int count);

  /**
   * Ends one replica. Returns without waiting for its end.
   *
   * @return false if no replica with this number is up or about to be restarted
   */
  boolean end(int n, Ending ending);
}
