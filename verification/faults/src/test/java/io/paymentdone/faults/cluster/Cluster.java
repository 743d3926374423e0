package io.paymentdone.faults.cluster;

import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PaymentTopics;
import io.paymentdone.servers.Ports;
import io.paymentdone.servers.PostgresServer;
import io.paymentdone.servers.Trees;
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.JvmOptions;
import io.paymentdone.servers.process.PackagedService;
import io.paymentdone.servers.process.ServiceModule;
import io.paymentdone.servers.process.ServiceProcess;
import io.paymentdone.testsupport.Link;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, Kafka and both packaged services as child processes, with a {@link Link} on every
 * path between them. The harness itself goes past the links.
 */
public final class Cluster implements AutoCloseable {

  private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration RELAY_TIMEOUT = Duration.ofSeconds(30);

  private final ClusterSpec spec;
  private final Path directory;
  private final @Nullable SmallDisk disk;
  private final List<Broker> brokers;
  private final PostgresServer postgres;
  private final List<Node> payments = new CopyOnWriteArrayList<>();
  private final List<Node> notifications = new CopyOnWriteArrayList<>();
  private final @Nullable ServiceProcess console;
  private final List<ServiceProcess> others = new CopyOnWriteArrayList<>();

  /**
   * A service and the links that are its own.
   *
   * @param http between clients and the service
   * @param database between the service and PostgreSQL
   */
  public record Node(ServiceProcess process, Link http, Link database) {}

  /**
   * A broker.
   *
   * @param link between the services and the broker
   * @param directPort for the harness and for the other brokers
   */
  public record Broker(KafkaServer server, Link link, int directPort) {}

  private Cluster(ClusterSpec spec) {
    this.spec = spec;
    this.directory = Trees.empty(Output.directory().resolve(spec.name));
    ClusterSpec.Disk small = spec.disk;
    this.disk =
        small == null
            ? null
            : SmallDisk.mount(directory.resolve(small.server()), small.megabytes());
    this.brokers = launchBrokers();
    this.postgres =
        PostgresServer.start(directory.resolve("postgres"), Ports.free(), spec.postgresSettings);
    postgres.createDatabases(ServiceModule.databases());
    brokers.forEach(broker -> broker.server().awaitReady(BROKER_TIMEOUT));
    PaymentTopics.create(directBootstrapServers(), brokers.size());
    for (int n = 1; n <= spec.payments; n++) {
      payments.add(node(ServiceModule.PAYMENT, n, spec.wrongPayment));
    }
    for (int n = 1; n <= spec.notifications; n++) {
      notifications.add(node(ServiceModule.NOTIFICATION, n, spec.wrongNotification));
    }
    this.console = spec.console ? consoleProcess() : null;
  }

  /** Starts everything and waits until it is ready. */
  public static Cluster start(ClusterSpec spec) {
    Cluster cluster = new Cluster(spec);
    try {
      cluster.nodes().forEach(node -> node.process().start());
      cluster.nodes().forEach(node -> node.process().awaitReady());
      if (cluster.console != null) {
        cluster.console.start();
        cluster.console.awaitReady();
      }
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private List<Broker> launchBrokers() {
    List<KafkaServer.Node> quorum =
        IntStream.rangeClosed(1, spec.brokers)
            .mapToObj(n -> new KafkaServer.Node(n, Ports.free(), Ports.free()))
            .toList();
    return quorum.stream().map(node -> launchBroker(node, quorum)).toList();
  }

  private Broker launchBroker(KafkaServer.Node node, List<KafkaServer.Node> quorum) {
    Link link = Link.to(node.port());
    int directPort = Ports.free();
    Map<String, String> overrides = new LinkedHashMap<>();
    overrides.put(
        "listeners",
        String.format(
            Locale.ROOT,
            "BROKER://127.0.0.1:%d,DIRECT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d",
            node.port(),
            directPort,
            node.controllerPort()));
    overrides.put(
        "advertised.listeners",
        String.format(
            Locale.ROOT, "BROKER://127.0.0.1:%d,DIRECT://127.0.0.1:%d", link.port(), directPort));
    overrides.put(
        "listener.security.protocol.map", "BROKER:PLAINTEXT,DIRECT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    overrides.put("inter.broker.listener.name", "DIRECT");
    KafkaServer server =
        KafkaServer.launch(node, quorum, directory.resolve("kafka-" + node.id()), overrides);
    return new Broker(server, link, directPort);
  }

  private Node node(ServiceModule service, int n, @Nullable Class<?> wrongApplication) {
    String name = service.replica(n);
    int port = Ports.free();
    Link databaseLink = Link.to(postgres.port());
    Map<String, String> properties = properties(port);
    properties.putAll(database(databaseLink.port(), service.database()));
    properties.put(
        "spring.kafka.bootstrap-servers",
        brokers.stream()
            .map(broker -> spec.brokerName + ":" + broker.link().port())
            .collect(Collectors.joining(",")));
    properties.put("spring.kafka.client-id", name);
    properties.put("notification.client-id", name);
    if (service == ServiceModule.NOTIFICATION) {
      properties.putAll(spec.notificationProperties);
    }
    ServiceProcess process = process(name, service, port, wrongApplication, properties);
    return new Node(process, Link.to(port), databaseLink);
  }

  private static Map<String, String> properties(int port) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("spring.profiles.active", "local");
    properties.put("server.port", Integer.toString(port));
    return properties;
  }

  private static Map<String, String> database(int port, String name) {
    return Map.of(
        "spring.datasource.url",
        "jdbc:postgresql://127.0.0.1:" + port + "/" + name,
        "spring.datasource.username",
        PostgresServer.USER);
  }

  /**
   * A service that is not started.
   *
   * @param wrongApplication main class in the test sources that replaces a bean by a wrong one;
   *     null for the service as it is
   */
  private ServiceProcess process(
      String name,
      ServiceModule module,
      int port,
      @Nullable Class<?> wrongApplication,
      Map<String, String> properties) {
    PackagedService service =
        new PackagedService(module, Output.directory().resolve(module.module())).unpack();
    List<String> arguments = new ArrayList<>();
    properties.forEach((property, value) -> arguments.add("--" + property + "=" + value));
    List<String> program = service.program();
    if (wrongApplication != null) {
      program =
          List.of("-cp", service.jar() + ":" + Output.testClasses(), wrongApplication.getName());
      // The harness's own logging configuration leaves out what a service logs.
      arguments.add("--logging.config=classpath:io/paymentdone/faults/cluster/service-logback.xml");
    }
    return new ServiceProcess(
        new ServiceProcess.Spec(
            name,
            port,
            JvmOptions.ofImages().withSmallHeap().withoutOptimizingCompiler().with(spec.jvmFlags),
            program,
            arguments,
            Map.of("SPRING_DATASOURCE_PASSWORD", PostgresServer.PASSWORD),
            directory.resolve(name + ".log")));
  }

  /** Past the links: the console is to show the truth about a fault, not suffer from it. */
  private ServiceProcess consoleProcess() {
    int port = Ports.free();
    Map<String, String> properties = properties(port);
    properties.put("spring.kafka.bootstrap-servers", directBootstrapServers());
    properties.put("payment-done.console.services.payment-service", urls(payments));
    properties.put("payment-done.console.services.notification-service", urls(notifications));
    return process("console", ServiceModule.CONSOLE, port, null, properties);
  }

  private static String urls(List<Node> nodes) {
    return nodes.stream()
        .map(node -> "http://127.0.0.1:" + node.process().port())
        .collect(Collectors.joining(","));
  }

  /**
   * A payment service of another deployment on the same database server, not started.
   *
   * @param database that exists
   */
  public ServiceProcess foreignPaymentService(String name, String database) {
    int port = Ports.free();
    Map<String, String> properties = properties(port);
    properties.putAll(database(postgres.port(), database));
    properties.put("spring.kafka.bootstrap-servers", directBootstrapServers());
    ServiceProcess foreign = process(name, ServiceModule.PAYMENT, port, null, properties);
    others.add(foreign);
    return foreign;
  }

  /** Adds a notification service and starts it; does not wait. */
  public Node addNotification() {
    Node node = node(ServiceModule.NOTIFICATION, notifications.size() + 1, spec.wrongNotification);
    notifications.add(node);
    node.process().start();
    return node;
  }

  /** Stops the notification service that was added last, in order, and forgets it. */
  public void removeNotification() {
    Node last = notifications.removeLast();
    last.process().stop();
    last.http().close();
    last.database().close();
  }

  /** Data, logs and reports. */
  public Path directory() {
    return directory;
  }

  /** The payment services. */
  public List<Node> payments() {
    return payments;
  }

  /** The notification services, in the order they were added. */
  public List<Node> notifications() {
    return notifications;
  }

  /** The console that the specification asks for. */
  public ServiceProcess console() {
    return Objects.requireNonNull(console, "the cluster has no console");
  }

  /** All services. */
  public List<Node> nodes() {
    return Stream.concat(payments.stream(), notifications.stream()).toList();
  }

  /** The only broker, or the first. */
  public Broker broker() {
    return brokers.getFirst();
  }

  /** The brokers. */
  public List<Broker> brokers() {
    return brokers;
  }

  /** The broker with this id. */
  public Broker broker(int id) {
    return brokers.get(id - 1);
  }

  /** The database server. */
  public PostgresServer postgres() {
    return postgres;
  }

  /** The small disk that the specification asks for. */
  public SmallDisk disk() {
    return Objects.requireNonNull(disk, "the cluster has no small disk");
  }

  /** Kafka past the links. */
  public String directBootstrapServers() {
    return brokers.stream()
        .map(broker -> "127.0.0.1:" + broker.directPort())
        .collect(Collectors.joining(","));
  }

  /** The payment service whose relay holds the slot; waits until one does. */
  public Node relay() {
    AtomicReference<@Nullable Node> found = new AtomicReference<>();
    Waiting.require(
        RELAY_TIMEOUT,
        "a relay is active",
        () -> {
          found.set(RelayOwner.of(this));
          return found.get() != null;
        });
    return Objects.requireNonNull(found.get());
  }

  /** Waits until the relay of another payment service holds the slot: this one was killed. */
  public void awaitRelayOtherThan(Node killed) {
    Waiting.require(
        RELAY_TIMEOUT,
        "another relay is active",
        () -> {
          // PostgreSQL may not have noticed yet that the killed one is gone.
          Node relay = RelayOwner.of(this);
          return relay != null && !relay.equals(killed);
        });
  }

  /** Ends everything: kills the services, stops the servers. */
  @Override
  public void close() {
    try {
      if (console != null) {
        console.close();
      }
      for (ServiceProcess other : others) {
        other.close();
      }
      for (Node node : nodes()) {
        node.process().close();
        node.http().close();
        node.database().close();
      }
      for (Broker broker : brokers) {
        broker.server().kill();
        broker.link().close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      postgres.stop();
      if (disk != null) {
        disk.close();
      }
    }
  }
}
