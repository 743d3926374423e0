package io.paymentdone.servers.process;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.paymentdone.servers.LogTail;
import io.paymentdone.servers.Ports;
import io.paymentdone.servers.PrivateDirectory;
import io.paymentdone.servers.Waiting;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's ahead-of-time cache of a service (JEP 514, 515): loaded classes and profiles of
 * methods, which halve a start's CPU time. A cache is valid for one JDK, one jar and one set of
 * flags.
 *
 * <p>The training is that of {@code docker/aot-cache.sh}: without database and broker, so that the
 * training of a cache never takes a partition or a replication slot of a running system.
 */
public final class AotCache {

  private static final Duration RUN_TIMEOUT = Duration.ofMinutes(10);

  /** By then the notification service has asked for a broker some times. */
  private static final Duration LOOKING_FOR_KAFKA = Duration.ofSeconds(5);

  private static final int LOG_LINES = 12;

  private final PackagedService service;
  private final JvmOptions options;
  private @Nullable ServiceProcess running;
  private boolean cancelled;

  /**
   * The cache beside an unpacked service.
   *
   * @param options with which the cache is made and used
   */
  public AotCache(PackagedService service, JvmOptions options) {
    this.service = service;
    this.options = options;
  }

  /** Where the cache is kept. */
  public Path file() {
    return service.directory().resolve("app.aot");
  }

  /** Says what the cache is valid for: the JVM ignores another one without a word. */
  private Path validity() {
    return service.directory().resolve("app.aot.made-with");
  }

  private String madeWith() {
    return System.getProperty("java.vm.version") + "\n" + String.join("\n", options.flags()) + "\n";
  }

  /** Whether a valid cache is there. */
  public boolean isValid() {
    try {
      return Files.exists(file())
          && Files.readString(validity()).equals(madeWith())
          && Files.getLastModifiedTime(file()).compareTo(Files.getLastModifiedTime(service.jar()))
              >= 0;
    } catch (NoSuchFileException notMade) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("the AOT cache " + file() + " cannot be checked", e);
    }
  }

  /** The options, with the flag that uses the cache if a valid one is there. */
  public JvmOptions options() {
    return isValid() ? options.with("-XX:AOTCache=" + file()) : options;
  }

  /**
   * Makes the cache, in two processes at the lowest priority.
   *
   * @throws IllegalStateException with the end of the log when no cache was made
   * @throws CancellationException when {@link #cancel} was called
   */
  public void make() {
    Path configuration = service.directory().resolve("app.aotconf");
    Path unfinished = service.directory().resolve("app.aot.unfinished");
    try {
      try {
        Files.deleteIfExists(validity());
        Files.deleteIfExists(log());
        train(configuration);
        requireStatus(
            0, start(List.of("-XX:AOTMode=create", use(configuration), to(unfinished)), List.of()));
        Files.move(unfinished, file(), ATOMIC_MOVE, REPLACE_EXISTING);
        Files.writeString(PrivateDirectory.createFile(validity()), madeWith());
      } finally {
        endRunning();
        Files.deleteIfExists(configuration);
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the AOT cache " + file() + " cannot be written", e);
    } catch (IllegalStateException e) {
      if (isCancelled()) {
        throw cancellation();
      }
      throw e;
    }
  }

  private static CancellationException cancellation() {
    return new CancellationException("the AOT cache is not wanted any more");
  }

  private static String use(Path configuration) {
    return "-XX:AOTConfiguration=" + configuration;
  }

  private static String to(Path cache) {
    return "-XX:AOTCache=" + cache;
  }

  /** Records what a start loads. */
  private void train(Path configuration) throws IOException {
    List<String> flags = new ArrayList<>(List.of("-XX:AOTMode=record", use(configuration)));
    List<String> arguments = settingsOfTheTraining();
    arguments.add("--server.address=127.0.0.1");
    switch (service.module()) {
      case NOTIFICATION -> {
        ServiceProcess training = start(flags, arguments);
        training.awaitLive();
        Waiting.during(LOOKING_FOR_KAFKA);
        training.terminate();
        requireStatus(ExitStatus.TERMINATED, training);
      }
      case PAYMENT, CONSOLE -> {
        // The payment service does not start without PostgreSQL: the training ends before that.
        flags.add("-Dspring.context.exit=onRefresh");
        requireStatus(0, start(flags, arguments));
      }
    }
  }

  /** As arguments: a file's settings would yield to those of the user's environment. */
  private static List<String> settingsOfTheTraining() throws IOException {
    Properties settings = new Properties();
    Path file = PackagedServices.project().resolve("docker/training.properties");
    try (Reader text = Files.newBufferedReader(file)) {
      settings.load(text);
    }
    List<String> arguments = new ArrayList<>();
    for (String name : settings.stringPropertyNames()) {
      arguments.add("--" + name + "=" + settings.getProperty(name));
    }
    return arguments;
  }

  private synchronized ServiceProcess start(List<String> flags, List<String> arguments) {
    if (cancelled) {
      throw cancellation();
    }
    int port = Ports.free();
    List<String> all = new ArrayList<>(arguments);
    all.add("--server.port=" + port);
    ServiceProcess process =
        new ServiceProcess(
            new ServiceProcess.Spec(
                service.module().module() + "-training",
                port,
                options.with(flags),
                service.program(),
                all,
                Map.of(),
                log()));
    process.startInBackground();
    running = process;
    return process;
  }

  /** Output of the runs that make the cache. */
  public Path log() {
    return service.directory().resolve("training.log");
  }

  private void requireStatus(int wanted, ServiceProcess process) {
    boolean inTime = process.awaitEnd(RUN_TIMEOUT);
    process.close();
    if (isCancelled()) {
      throw cancellation();
    }
    int status = process.ended().join();
    if (!inTime || status != wanted) {
      throw new IllegalStateException(
          process.name()
              + (inTime
                  ? " " + ExitStatus.describe(status)
                  : " did not end within " + RUN_TIMEOUT.toMinutes() + " minutes")
              + ". The end of its log, "
              + log()
              + ":\n"
              + LogTail.of(log(), LOG_LINES));
    }
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Ends what {@link #make} runs, and lets it start nothing more. */
  public synchronized void cancel() {
    cancelled = true;
    endRunning();
  }

  private synchronized void endRunning() {
    if (running != null) {
      running.signalKill();
    }
  }
}
