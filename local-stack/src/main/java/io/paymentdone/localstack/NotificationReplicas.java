package io.paymentdone.localstack;

import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.servers.Ports;
import io.paymentdone.servers.process.ServiceProcess;
import io.paymentdone.servers.process.ServiceProcess.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** The notification service's processes of this stack. */
final class NotificationReplicas implements ReplicaControl {

  private final IntFunction<Spec> specs;
  private final ShutdownGate gate;
  private final Terminal terminal;
  private final SortedMap<Integer, NotificationReplica> replicas = new TreeMap<>();

  NotificationReplicas(IntFunction<Spec> specs, ShutdownGate gate, Terminal terminal) {
    this.specs = specs;
    this.gate = gate;
    this.terminal = terminal;
  }

  /** Starts one and waits until it is ready. */
  void startAndAwait(int n) {
    add(n, new BackOff()).startAndAwait();
  }

  private synchronized NotificationReplica add(int n, BackOff backOff) {
    NotificationReplica replica =
        new NotificationReplica(n, specs.apply(n), gate, terminal, backOff, this::startAgainAfter);
    replicas.put(n, replica);
    return replica;
  }

  private void startAgainAfter(NotificationReplica crashed, Duration delay) {
    Thread.ofPlatform()
        .daemon()
        .name("restart-" + crashed.number())
        .start(() -> {
          try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            startAgain(crashed);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Unless the replica was ended or the service scaled meanwhile: a user's command goes first. */
  private synchronized void startAgain(NotificationReplica crashed) {
    int n = crashed.number();
    if (crashed.waitsForRestart() && replicas.get(n) == crashed) {
      add(n, crashed.backOff()).startAfter(crashed);
    }
  }

  @Override
  public synchronized List<Replica> replicas() {
    return replicas.values().stream().map(NotificationReplica::view).toList();
  }

  @Override
  public synchronized void scale(int count) {
    replicas.values().removeIf(NotificationReplica::hasEnded);
    List<NotificationReplica> up = up();
    for (NotificationReplica surplus : up.subList(Math.min(count, up.size()), up.size())) {
      surplus.end(Ending.STOP);
    }
    int missing = count - up.size();
    for (int n = 1; missing > 0; n++) {
      if (startIfFree(n)) {
        missing--;
      }
    }
  }

  private List<NotificationReplica> up() {
    return replicas.values().stream().filter(replica -> replica.view().state().isUp()).toList();
  }

  private boolean startIfFree(int n) {
    NotificationReplica before = replicas.get(n);
    if (before != null && before.view().state().isUp()) {
      return false;
    }
    if (before == null) {
      requireFreePort(specs.apply(n).port());
    }
    add(n, new BackOff()).startAfter(before);
    return true;
  }

  private static void requireFreePort(int port) {
    if (!Ports.isFree(port)) {
      throw new IllegalStateException("Port " + port + " is in use by another program.");
    }
  }

  @Override
  public synchronized boolean end(int n, Ending ending) {
    NotificationReplica replica = replicas.get(n);
    if (replica == null || !replica.isUp()) {
      return false;
    }
    replica.end(ending);
    return true;
  }

  /** Processes that run, to be stopped with the stack. */
  synchronized List<ServiceProcess> stopAll() {
    List<ServiceProcess> running = new ArrayList<>();
    for (NotificationReplica replica : replicas.values()) {
      replica.end(Ending.STOP).ifPresent(running::add);
    }
    return running;
  }
}
