package io.paymentdone.localstack;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.paymentdone.localstack.ServiceProcess.Spec;
import io.paymentdone.servers.ProcessGuard;
import io.paymentdone.servers.ProcessGuard.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the services' ahead-of-time caches (JEP 514, 515): loaded classes and profiles of methods,
 * which halve a start's CPU time.
 *
 * <p>In runs of their own, after the stack is ready and at the lowest priority: made by a replica
 * when it ends, as the JDK also offers, they would keep it from ending for half a minute.
 */
final class AotCaches {

  /** The demonstration goes first. */
  private static final Duration DELAY = Duration.ofSeconds(20);

  private static final Duration RUN_TIMEOUT = Duration.ofMinutes(10);

  private final Gate gate;
  private final Terminal terminal;
  private @Nullable Process running;

  AotCaches(Gate gate, Terminal terminal) {
    this.gate = gate;
    this.terminal = terminal;
  }

  /**
   * Makes, in the background, those that are missing.
   *
   * @param replicas one of each service, not run themselves
   */
  void makeMissing(List<Spec> replicas) {
    Thread.ofPlatform()
        .daemon()
        .name("aot-caches")
        .start(() -> {
          try {
            TimeUnit.SECONDS.sleep(DELAY.toSeconds());
            for (Spec replica : replicas) {
              if (!Files.exists(replica.application().aotCache())) {
                make(replica);
              }
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (StartException e) {
            report(e.getMessage());
          } catch (IOException | UncheckedIOException e) {
            report(e.toString());
          }
        });
  }

  private void report(String why) {
    if (!gate.isShut()) {
      terminal.line("No ahead-of-time cache was made, the next start is as slow as this: " + why);
    }
  }

  private void make(Spec replica) throws IOException, InterruptedException {
    Path cache = replica.application().aotCache();
    Path configuration = cache.resolveSibling("app.aotconf");
    Path unfinished = cache.resolveSibling("app.aot.unfinished");
    try {
      run(replica, JvmFlags.ofRecording(configuration));
      run(replica, JvmFlags.ofMaking(configuration, unfinished));
      Files.move(unfinished, cache, ATOMIC_MOVE, REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(configuration);
      Files.deleteIfExists(unfinished);
    }
  }

  private void run(Spec replica, List<String> flags) throws IOException, InterruptedException {
    Path log = replica.log().resolveSibling(replica.application().service().module() + "-aot.log");
    Process process = gate.pass(() -> start(replica, flags, log));
    if (!process.waitFor(RUN_TIMEOUT)) {
      process.destroyForcibly();
    }
    if (process.waitFor() != 0) {
      throw new StartException("see " + log);
    }
  }

  private synchronized Process start(Spec replica, List<String> flags, Path log) {
    List<String> command = new ArrayList<>(List.of("nice", "-n", "19", ServiceProcess.java()));
    command.addAll(flags);
    command.addAll(List.of("-jar", replica.application().jar().toString()));
    command.addAll(replica.arguments());
    try {
      running = ProcessGuard.start(ServiceProcess.builder(replica, command, log), StopSignal.TERM);
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  /** Gives up what is being made. The gate is shut before, so that nothing follows it. */
  synchronized void stop() {
    if (running != null) {
      running.destroyForcibly();
    }
  }
}
