package io.paymentdone.benchmarks.stack;

import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PaymentTopics;
import io.paymentdone.servers.Ports;
import io.paymentdone.servers.PostgresServer;
import io.paymentdone.servers.Trees;
import io.paymentdone.servers.process.JvmOptions;
import io.paymentdone.servers.process.PackagedService;
import io.paymentdone.servers.process.ServiceModule;
import io.paymentdone.servers.process.ServiceProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One PostgreSQL, one broker, and services as they are asked for, on data of their own. */
public final class Stack implements AutoCloseable {

  /** As the Kubernetes manifests run the images. */
  public static final JvmOptions JVM_OPTIONS = JvmOptions.ofImages().withMemoryOfContainer();

  /** Database of the plain alternative. */
  public static final String BASELINE = "baseline";

  /** As many as the most connections of one-row inserts, beside those of the services. */
  private static final Map<String, String> SETTINGS = Map.of("max_connections", "400");

  private final Path directory;
  private final PostgresServer postgres;
  private final KafkaServer kafka;
  private final Topic topic;

  private final Map<String, ServiceProcess> services = new LinkedHashMap<>();

  private Stack(Path directory) {
    this.directory = Trees.empty(directory);
    this.postgres = PostgresServer.start(directory.resolve("postgres"), Ports.free(), SETTINGS);
    Durability.require(postgres);
    postgres.createDatabases(ServiceModule.databases());
    postgres.createDatabases(List.of(BASELINE));
    this.kafka = KafkaServer.start(directory.resolve("kafka"));
    PaymentTopics.create(kafka.bootstrapServers(), 1);
    this.topic = new Topic(kafka.bootstrapServers());
  }

  /** Starts PostgreSQL and the broker with nothing in them. */
  public static Stack start(String name) {
    return new Stack(Output.directory().resolve("stacks").resolve(name));
  }

  /** Starts the packaged payment service; returns before it is ready. */
  public ServiceProcess startPayment() {
    return start(packaged(ServiceModule.PAYMENT), 1, JVM_OPTIONS);
  }

  /** Starts a replica of the packaged notification service; returns before it is ready. */
  public ServiceProcess startNotification(int n) {
    return startNotification(n, List.of());
  }

  /** The same with further arguments. */
  public ServiceProcess startNotification(int n, List<String> furtherArguments) {
    return start(packaged(ServiceModule.NOTIFICATION), n, JVM_OPTIONS, furtherArguments);
  }

  /** The packaged service, unpacked. */
  public static PackagedService packaged(ServiceModule module) {
    return new PackagedService(module, Output.directory().resolve(module.module())).unpack();
  }

  /** Starts a replica of a packaged service; returns before it is ready. */
  public ServiceProcess start(PackagedService service, int n, JvmOptions options) {
    return start(service, n, options, List.of());
  }

  private ServiceProcess start(
      PackagedService service, int n, JvmOptions options, List<String> furtherArguments) {
    String name = service.module().replica(n);
    List<String> arguments = new ArrayList<>(furtherArguments);
    arguments.add("--spring.profiles.active=local");
    arguments.add("--spring.kafka.client-id=" + name);
    arguments.add("--notification.client-id=" + name);
    return start(name, options, service.program(), service.module().database(), arguments);
  }

  /** Starts a service that is in this build, not packaged; returns before it is ready. */
  public ServiceProcess start(
      String name,
      JvmOptions options,
      List<String> program,
      String database,
      List<String> furtherArguments) {
    int port = Ports.free();
    List<String> arguments = new ArrayList<>(furtherArguments);
    arguments.add("--server.port=" + port);
    arguments.add("--spring.datasource.url=" + postgres.jdbcUrl(database));
    arguments.add("--spring.datasource.username=" + PostgresServer.USER);
    arguments.add("--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
    ServiceProcess process =
        ServiceProcess.start(
            new ServiceProcess.Spec(
                name,
                port,
                options,
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
    services.values().forEach(ServiceProcess::close);
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
