package io.paymentdone.benchmarks.rebalance;

import io.paymentdone.benchmarks.stack.Stack;
import io.paymentdone.servers.process.ServiceProcess;
import java.util.Map;
import java.util.TreeMap;

/** The notification services of a group, by number. */
final class Members {

  private static final int USUAL = 2;

  private final Stack stack;
  private final Map<Integer, ServiceProcess> running = new TreeMap<>();

  Members(Stack stack) {
    this.stack = stack;
  }

  /** Starts two. */
  void start() {
    for (int n = 1; n <= USUAL; n++) {
      start(n);
    }
  }

  private void start(int n) {
    ServiceProcess member = stack.startNotification(n);
    running.put(n, member);
    member.awaitReady();
  }

  void make(Change change) {
    switch (change) {
      case JOIN -> start(USUAL + 1);
      case LEAVE -> stop(USUAL + 1);
      case KILL -> member(USUAL).kill();
      case ROLLING -> {
        for (int n = 1; n <= USUAL; n++) {
          stop(n);
          start(n);
        }
      }
    }
  }

  private void stop(int n) {
    member(n).stop();
    running.remove(n);
  }

  private ServiceProcess member(int n) {
    ServiceProcess member = running.get(n);
    if (member == null) {
      throw new IllegalStateException("no member " + n);
    }
    return member;
  }

  /** Starts what was killed. */
  void restore() {
    for (int n = 1; n <= USUAL; n++) {
      if (!member(n).isAlive()) {
        start(n);
      }
    }
  }
}
