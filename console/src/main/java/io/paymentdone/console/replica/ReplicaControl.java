package io.paymentdone.console.replica;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts and ends replicas of the notification service. Whoever runs them as its own processes
 * implements it; elsewhere there is none.
 */
public interface ReplicaControl {

  /** Most replicas at once. */
  int REPLICAS_MAX = 9;

  /** Where a replica is in its life. */
  enum State {
    STARTING,
    RUNNING,
    STOPPING,
    STOPPED,
    KILLED,
    /** It ended and nobody asked for it; it is started again after a while. */
    CRASHED;

    /** Whether its process is there to stay. */
    public boolean isUp() {
      return this == STARTING || this == RUNNING;
    }
  }

  /** How a replica is ended. */
  enum Ending {
    /** SIGTERM: it finishes its batch, commits and leaves the group. */
    STOP,
    /** SIGKILL: it says nothing, and the group waits for its session to end. */
    KILL
  }

  /**
   * One replica.
   *
   * @param n its number, from 1
   * @param clientId its name in the consumer group
   * @param port of its HTTP API
   * @param pid of its process; null when that is gone
   * @param restarts how often it was started again because it had ended by itself
   */
  record Replica(int n, String clientId, int port, @Nullable Long pid, State state, int restarts) {}

  /** All replicas that are up, and those that ended since the last {@link #scale}, by number. */
  List<Replica> replicas();

  /**
   * Starts replicas with the lowest free numbers, or stops those with the highest, until {@code
   * count} are up. Returns before they are.
   *
   * @throws IllegalStateException with a reason for people, when one cannot be started
   */
  void scale(int count);

  /**
   * Ends one replica. Returns before it has ended.
   *
   * @return false when no replica of this number is up or about to be started again
   */
  boolean end(int n, Ending ending);
}
