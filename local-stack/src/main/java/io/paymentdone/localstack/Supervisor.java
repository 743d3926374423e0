package io.paymentdone.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Watches processes of the stack: reports one that ends by itself, and starts it again. */
final class Supervisor {

  private final ShutdownGate gate;
  private final Terminal terminal;

  /** By name of the process; that of its last launch. Launches and restarts exclude each other. */
  private final Map<String, BackOff> backOffs = new ConcurrentHashMap<>();

  Supervisor(ShutdownGate gate, Terminal terminal) {
    this.gate = gate;
    this.terminal = terminal;
  }

  /**
   * A process that the stack needs.
   *
   * @param where the process listens
   * @param meanwhile what works and what does not while the process is away, as a sentence
   * @param launch starts the process, without waiting
   * @param awaitReady returns when the process serves
   * @param ended how the running process has ended, once it has
   */
  record Child(
      String name,
      String where,
      Path log,
      String meanwhile,
      Runnable launch,
      Runnable awaitReady,
      Supplier<CompletableFuture<String>> ended) {}

  /** Starts the process without waiting, in place of a restart that may be due. */
  void launch(Child child) {
    gate.pass(() -> launch(child, new BackOff()));
  }

  private synchronized Child launch(Child child, BackOff backOff) {
    backOffs.put(child.name(), backOff);
    child.launch().run();
    return child;
  }

  /** Whether it was launched: somebody else may have done so meanwhile. */
  private synchronized boolean relaunch(Child child, BackOff backOff) {
    if (isOutdated(child, backOff)) {
      return false;
    }
    launch(child, backOff);
    return true;
  }

  private boolean isOutdated(Child child, BackOff backOff) {
    return backOffs.get(child.name()) != backOff;
  }

  /** Waits until the process serves; from then on it is watched. */
  void awaitReady(Child child) {
    awaitReady(child, backOffs.computeIfAbsent(child.name(), _ -> new BackOff()));
  }

  private void awaitReady(Child child, BackOff backOff) {
    child.awaitReady().run();
    long ready = System.nanoTime();
    var _ =
        child
            .ended()
            .get()
            .thenAccept(
                how -> ended(child, backOff, how, Duration.ofNanos(System.nanoTime() - ready)));
  }

  private void ended(Child child, BackOff backOff, String how, Duration ran) {
    if (gate.isShut() || isOutdated(child, backOff)) {
      return;
    }
    Optional<Duration> delay = backOff.next(ran);
    terminal.report(EndReport.of(child.name(), how, child.log(), child.meanwhile(), delay));
    delay.ifPresent(wait ->
        Thread.ofPlatform()
            .daemon()
            .name("restart-" + child.name())
            .start(() -> startAgain(child, backOff, wait)));
  }

  private void startAgain(Child child, BackOff backOff, Duration delay) {
    try {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
      long begin = System.nanoTime();
      if (!gate.pass(() -> relaunch(child, backOff))) {
        return;
      }
      awaitReady(child, backOff);
      terminal.done(
          child.name(),
          child.where() + ", restart " + backOff.restarts(),
          Duration.ofNanos(System.nanoTime() - begin));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      ended(child, backOff, "did not start again: " + e.getMessage(), Duration.ZERO);
    }
  }
}
