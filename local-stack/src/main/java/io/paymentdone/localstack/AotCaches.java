package io.paymentdone.localstack;

import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.AotCache;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Makes the services' missing ahead-of-time caches in the background, so that the next start is
 * shorter.
 *
 * <p>In processes of their own, after the stack is ready: a replica that made its cache when it
 * ends, as the JDK also offers, would take half a minute to end.
 */
final class AotCaches {

  /** The user's first payments go first. */
  private static final Duration DELAY = Duration.ofSeconds(20);

  private final ShutdownGate gate;
  private final Terminal terminal;
  private final List<AotCache> missing = new CopyOnWriteArrayList<>();

  AotCaches(ShutdownGate gate, Terminal terminal) {
    this.gate = gate;
    this.terminal = terminal;
  }

  /** Makes those that are not valid, one after the other. */
  void makeMissing(List<AotCache> caches) {
    Thread.ofPlatform().daemon().name("aot-caches").start(() -> make(caches));
  }

  private void make(List<AotCache> caches) {
    try {
      Waiting.during(DELAY);
      caches.stream().filter(cache -> !cache.isValid()).forEach(missing::add);
      for (AotCache cache : missing) {
        // A stop after this question cancels the cache.
        if (!gate.isShut()) {
          cache.make();
        }
      }
    } catch (CancellationException stopping) {
      return;
    } catch (IllegalStateException | UncheckedIOException e) {
      if (!gate.isShut()) {
        terminal.report(
            "No ahead-of-time cache was made, so the next start takes as long as this one: "
                + e.getMessage());
      }
    }
  }

  /** Gives up what is being made; the gate is shut before, so that no other follows. */
  void stop() {
    missing.forEach(AotCache::cancel);
  }
}
