package io.paymentdone.benchmarks.stack;

import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PaymentTopics;
import io.paymentdone.servers.Ports;
import io.paymentdone.servers.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One PostgreSQL, one broker, and services as they are asked for, on data of their own. */
public final class Stack implements AutoCloseable {

  /** As many as the most connections of one-row inserts, beside those of the services. */
  private static final Map<String, String> SETTINGS = Map.of("max_connections", "400");

  private final Path directory;
  private final PostgresServer postgres;
  private final KafkaServer kafka;
  private final Topic topic;

  private final Map<String, JvmProcess> services = new LinkedHashMap<>();

  private Stack(Path directory) {
    this.directory = emptyDirectory(directory);
    this.postgres = PostgresServer.start(directory.resolve("postgres"), Ports.free(), SETTINGS);
    Durability.require(postgres);
    postgres.createDatabases(List.of("payment", "notification", "baseline"));
    this.kafka = KafkaServer.start(directory.resolve("kafka"));
    PaymentTopics.create(kafka.bootstrapServers(), 1);
    this.topic = new Topic(kafka.bootstrapServers());
  }

  /** Starts PostgreSQL and the broker with nothing in them. */
  public static Stack start(String name) {
    return new Stack(Build.output().resolve("stacks").resolve(name));
  }

  private static Path emptyDirectory(Path directory) {
    try {
      if (Files.exists(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot empty " + directory, e);
    }
  }

  /** Starts the packaged payment service; returns before it is ready. */
  public JvmProcess startPayment() {
    return startPackaged("payment-service", 1, "payment", List.of());
  }

  /** Starts a replica of the packaged notification service; returns before it is ready. */
  public JvmProcess startNotification(int n) {
    return startPackaged("notification-service", n, "notification", List.of());
  }

  /** Starts a packaged service with further flags of its JVM; returns before it is ready. */
  public JvmProcess startPackaged(String module, int n, String database, List<String> flags) {
    String name = module + "-" + n;
    List<String> arguments = new ArrayList<>();
    arguments.add("--spring.profiles.active=local");
    arguments.add("--spring.kafka.client-id=" + name);
    arguments.add("--notification.client-id=" + name);
    return start(name, flags, List.of("-jar", Build.jar(module).toString()), database, arguments);
  }

  /** Starts a service that is in this build, not packaged; returns before it is ready. */
  public JvmProcess start(
      String name,
      List<String> flags,
      List<String> program,
      String database,
      List<String> furtherArguments) {
    int port = Ports.free();
    List<String> arguments = new ArrayList<>(furtherArguments);
    arguments.add("--server.port=" + port);
    arguments.add("--spring.datasource.url=" + postgres.jdbcUrl(database));
    arguments.add("--spring.datasource.username=" + PostgresServer.USER);
    arguments.add("--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
    JvmProcess process =
        JvmProcess.start(
            new JvmProcess.Spec(
                name,
                port,
                flags,
                program,
                arguments,
                Map.of("SPRING_DATASOURCE_PASSWORD", PostgresServer.PASSWORD),
                directory.resolve(name + ".log")));
    services.put(name, process);
    return process;
  }

  /** The database server. */
  public PostgresServer postgres() {
    return postgres;
  }

  /** The broker. */
  public KafkaServer kafka() {
    return kafka;
  }

  /** The topic of payments. */
  public Topic topic() {
    return topic;
  }

  /** CPU that the processes have used; {@code load} is this one. */
  public CpuTimes cpu() {
    Map<String, Long> pids = new LinkedHashMap<>();
    services.forEach((name, process) -> pids.put(name, process.pid()));
    pids.put("kafka", kafka.pid());
    pids.put("postgres", postgres.pid());
    pids.put("load", ProcessHandle.current().pid());
    return CpuTimes.of(pids);
  }

  /** Ends everything: kills the services and the broker, stops PostgreSQL. */
  @Override
  public void close() {
    services.values().forEach(JvmProcess::close);
    topic.close();
    try {
      kafka.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      postgres.stop();
    }
  }
}
