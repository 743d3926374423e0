package io.paymentdone.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.servers.ProcessGuard.StopSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker and controller in one child process, on loopback, with the coordinator settings
 * that the services are made for.
 *
 * <p>The process ends when this JVM does, see {@link ProcessGuard}.
 */
public final class KafkaServer implements AutoCloseable {

  private static final String CLUSTER_ID = "cGF5bWVudC1kb25lLWxvY2";
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final int LOG_LINES = 12;

  private final Node node;
  private final List<Node> quorum;
  private final Path directory;
  private final Map<String, String> overrides;
  private @Nullable Process process;

  /** Where the lines of the running process begin in its log. */
  private volatile long logBegin;

  /**
   * Where one node listens.
   *
   * @param id unique in the cluster, from 1
   * @param port of the broker on 127.0.0.1
   * @param controllerPort of the controller on 127.0.0.1
   */
  public record Node(int id, int port, int controllerPort) {}

  private KafkaServer(Node node, List<Node> quorum, Path directory, Map<String, String> overrides) {
    this.node = node;
    this.quorum = List.copyOf(quorum);
    this.directory = directory.toAbsolutePath();
    this.overrides = Map.copyOf(overrides);
  }

  /** Starts a cluster of one on a free port and waits until it serves. */
  public static KafkaServer start(Path directory) {
    return start(directory, Ports.free(), Map.of());
  }

  /** Starts a cluster of one and waits until it serves; data that is in the directory is kept. */
  public static KafkaServer start(Path directory, int port, Map<String, String> overrides) {
    Node node = new Node(1, port, Ports.free());
    KafkaServer server = launch(node, List.of(node), directory, overrides);
    server.awaitReady(Duration.ofSeconds(60));
    return server;
  }

  /**
   * Starts one node of a cluster without waiting for it: a quorum is there only when most of its
   * nodes run.
   *
   * @param quorum all nodes, this one included
   * @param overrides server properties that differ from the defaults here
   */
  public static KafkaServer launch(
      Node node, List<Node> quorum, Path directory, Map<String, String> overrides) {
    KafkaServer server = new KafkaServer(node, quorum, directory, overrides);
    server.launch();
    return server;
  }

  /** Starts the process again after {@link #stop} or {@link #kill}: same data, same ports. */
  public synchronized void launch() {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("the broker runs already");
    }
    try {
      PrivateDirectory.open(directory);
      Path properties = PrivateDirectory.createFile(directory.resolve("server.properties"));
      // A stream and no writer, here and where they are read: Kafka takes them for Latin-1.
      try (OutputStream out = Files.newOutputStream(properties)) {
        Properties file = new Properties();
        file.putAll(serverProperties());
        file.store(out, null);
      }
      Path log = PrivateDirectory.createFile(log());
      if (process == null) {
        Files.write(log, new byte[0]);
      }
      logBegin = Files.size(log);
      Properties program = program();
      ProcessBuilder builder =
          ChildCommand.builder(
              List.of(
                  ChildCommand.java(),
                  "-Xms128m",
                  "-Xmx320m",
                  "-XX:+UseSerialGC",
                  // A start loads more than 21 MB of classes, where the default collects the whole
                  // heap.
                  "-XX:MetaspaceSize=128m",
                  // The classes as an earlier broker parsed them: half of a start's CPU time.
                  // A JVM ignores an archive of another one, or of other jars, and replaces it.
                  "-XX:+AutoCreateSharedArchive",
                  "-XX:SharedArchiveFile=" + program.getProperty("archive"),
                  // A broker that has lost a thread looks alive; the end of a process is reported.
                  "-XX:+ExitOnOutOfMemoryError",
                  // Kafka names its segments with the digits of the default locale.
                  "-Duser.language=en",
                  "-Duser.country=US",
                  "-Xlog:disable",
                  "-Djava.awt.headless=true",
                  "-Dpayment-done=kafka-" + node.id(),
                  "-cp",
                  classpath(program),
                  "io.paymentdone.broker.BrokerMain",
                  properties.toString(),
                  CLUSTER_ID),
              log);
      process = ProcessGuard.start(builder, StopSignal.TERM);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the broker", e);
    }
  }

  private Map<String, String> serverProperties() {
    String replicas = Integer.toString(Math.min(3, quorum.size()));
    String inSyncReplicas = quorum.size() >= 3 ? "2" : "1";
    String voters =
        quorum.stream()
            .map(n -> n.id() + "@127.0.0.1:" + n.controllerPort())
            .collect(Collectors.joining(","));
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(node.id()));
    properties.put("controller.quorum.voters", voters);
    properties.put(
        "listeners",
        "BROKER://127.0.0.1:" + node.port() + ",CONTROLLER://127.0.0.1:" + node.controllerPort());
    properties.put("advertised.listeners", "BROKER://127.0.0.1:" + node.port());
    properties.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("inter.broker.listener.name", "BROKER");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("log.dirs", directory.resolve("data").toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("default.replication.factor", replicas);
    properties.put("min.insync.replicas", inSyncReplicas);
    properties.put("offsets.topic.replication.factor", replicas);
    properties.put("offsets.topic.num.partitions", "3");
    // Longer than any topic keeps records: a group that was away must not look like a new one.
    properties.put("offsets.retention.minutes", "129600");
    // A topic of the lab keeps records for a minute; the default would look for old ones each five.
    properties.put("log.retention.check.interval.ms", "15000");
    properties.put("transaction.state.log.replication.factor", replicas);
    properties.put("transaction.state.log.min.isr", inSyncReplicas);
    properties.put("transaction.state.log.num.partitions", "3");
    properties.put("share.coordinator.state.topic.replication.factor", replicas);
    properties.put("share.coordinator.state.topic.min.isr", inSyncReplicas);
    properties.put("share.coordinator.state.topic.num.partitions", "3");
    // Rebalances as quick as the protocol allows; see docs/adr on KIP-848.
    properties.put("group.consumer.min.heartbeat.interval.ms", "500");
    properties.put("group.consumer.heartbeat.interval.ms", "500");
    properties.put("group.consumer.min.session.timeout.ms", "6000");
    properties.put("group.consumer.session.timeout.ms", "10000");
    properties.put("group.consumer.assignment.interval.ms", "0");
    // A dead consumer of a share group is removed as fast as one of a consumer group.
    properties.put("group.share.min.heartbeat.interval.ms", "500");
    properties.put("group.share.heartbeat.interval.ms", "500");
    properties.put("group.share.min.session.timeout.ms", "6000");
    properties.put("group.share.session.timeout.ms", "10000");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.putAll(overrides);
    return properties;
  }

  private static Properties program() {
    try (InputStream in = KafkaServer.class.getResourceAsStream("broker.properties")) {
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, UTF_8));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("broker.properties is missing", e);
    }
  }

  /** With the jar where it is packaged: no archive is made of directories. */
  private static String classpath(Properties program) {
    String jar = program.getProperty("jar");
    String main = Files.exists(Path.of(jar)) ? jar : program.getProperty("classes");
    return main + ":" + program.getProperty("libraries");
  }

  /**
   * Waits until the broker serves clients.
   *
   * @throws IllegalStateException when it ended or the time is over; the message has the end of its
   *     log
   */
  public void awaitReady(Duration timeout) {
    boolean serves =
        Waiting.until(
            timeout,
            () -> {
              if (!isAlive()) {
                throw failure("the broker on port " + node.port() + " ended while starting");
              }
              return serves();
            });
    if (!serves) {
      throw failure(
          "the broker on port "
              + node.port()
              + " is not ready after "
              + timeout.toSeconds()
              + " s");
    }
  }

  private boolean serves() {
    try (InputStream in = Files.newInputStream(log())) {
      in.skipNBytes(logBegin);
      return new BufferedReader(new InputStreamReader(in, UTF_8))
          .lines()
          .anyMatch(line -> line.contains("Kafka Server started"));
    } catch (IOException notYet) {
      return false;
    }
  }

  private IllegalStateException failure(String what) {
    return new IllegalStateException(
        what
            + "; its data is kept. The end of its log, "
            + log()
            + ":\n"
            + LogTail.of(log(), LOG_LINES));
  }

  /** The broker's standard output. */
  public Path log() {
    return directory.resolve("server.log");
  }

  /** Address for clients, as {@code host:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + node.port();
  }

  /** Process id, of the last process when none runs. */
  public synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException("never started");
    }
    return process.pid();
  }

  /** Whether the process runs. */
  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Exit status of the process that runs now, once it has ended. */
  public synchronized CompletableFuture<Integer> ended() {
    if (process == null) {
      throw new IllegalStateException("never started");
    }
    return process.onExit().thenApply(Process::exitValue);
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    end(true);
  }

  /** Controlled shutdown within 20 s, then {@code kill -9}. Does nothing when no broker runs. */
  public void stop() throws InterruptedException {
    end(false);
  }

  private synchronized void end(boolean forcibly) throws InterruptedException {
    Process ending = process;
    if (ending == null || !ending.isAlive()) {
      return;
    }
    if (!forcibly) {
      ending.destroy();
      ending.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
    ending.destroyForcibly();
    ending.waitFor();
  }

  /** As {@link #stop}; an interrupted thread kills the broker at once. */
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      if (process != null) {
        process.destroyForcibly();
      }
      Thread.currentThread().interrupt();
    }
  }
}
