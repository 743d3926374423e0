package io.paymentdone.console.brokers;

import java.util.List;

/**
 * Starts and ends brokers. Implemented by an application that runs them as its child processes,
 * such as the local stack.
 */
public interface BrokerControl {

  /** State of a broker's process. */
  enum State {
    STARTING,
    RUNNING,
    STOPPING,
    STOPPED,
    KILLED,
    /** The process ended unexpectedly; it is restarted, unless it has ended too often. */
    CRASHED
  }

  /** How to end a broker. */
  enum Ending {
    /** SIGTERM: the broker hands its leaderships over first. */
    STOP,
    /** SIGKILL: the others notice it when its session has timed out. */
    KILL
  }

  /** One broker's process. */
  record BrokerProcess(int id, State state) {}

  /** All brokers, by id. */
  List<BrokerProcess> brokers();

  /**
   * Ends a broker. Returns without waiting for its end.
   *
   * @return false if no broker of this id runs
   * @throws IllegalStateException with a reason for people, if the others could not go on
   */
  boolean end(int id, Ending ending);

  /**
   * Starts a broker that has ended, with its data. Returns without waiting for it.
   *
   * @return false if there is none of this id, or if it has not ended
   */
  boolean start(int id);
}
