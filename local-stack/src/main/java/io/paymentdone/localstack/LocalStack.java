package io.paymentdone.localstack;

import static java.util.Objects.requireNonNull;

import io.paymentdone.console.ConsoleApplication;
import io.paymentdone.console.brokers.BrokerControl;
import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.localstack.StartPlan.Step;
import io.paymentdone.localstack.Supervisor.Child;
import io.paymentdone.servers.PaymentTopics;
import io.paymentdone.servers.PostgresServer;
import io.paymentdone.servers.process.AotCache;
import io.paymentdone.servers.process.ExitStatus;
import io.paymentdone.servers.process.JvmOptions;
import io.paymentdone.servers.process.PackagedService;
import io.paymentdone.servers.process.ServiceModule;
import io.paymentdone.servers.process.ServiceProcess;
import io.paymentdone.servers.process.ServiceProcess.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The whole system on this machine: what it is made of, and what waits for what. */
final class LocalStack {

  private static final Duration SERVICES_STOP_TIMEOUT = Duration.ofSeconds(20);

  private final Options options;
  private final DataDirectory data;
  private final Terminal terminal;
  private final ShutdownGate gate = new ShutdownGate();
  private final Supervisor supervisor;
  private final JvmOptions jvmOptions = JvmOptions.ofImages().withSmallHeap();
  private final Map<Integer, ServiceProcess> payments = new ConcurrentHashMap<>();
  private final KafkaBrokers brokers;
  private final NotificationReplicas notifications;
  private final AotCaches aotCaches;
  private volatile @Nullable PostgresServer postgres;
  private volatile @Nullable ConfigurableApplicationContext console;

  LocalStack(Options options, DataDirectory data, Terminal terminal) {
    this.options = options;
    this.data = data;
    this.terminal = terminal;
    this.supervisor = new Supervisor(gate, terminal);
    this.notifications =
        new NotificationReplicas(n -> spec(ServiceModule.NOTIFICATION, n), gate, terminal);
    this.brokers = new KafkaBrokers(options, data, gate, supervisor, terminal);
    this.aotCaches = new AotCaches(gate, terminal);
  }

  /**
   * Starts everything; returns when everything serves.
   *
   * @throws StartException when a step fails; {@link #stop} ends what has been started
   */
  void start() {
    long begin = System.nanoTime();
    terminal.line("");
    terminal.title("payment-done, local stack");
    terminal.line("");
    StartPlan plan = new StartPlan(terminal);
    Step database = plan.step("PostgreSQL", address(options.postgresPort()), this::startPostgres);
    Step kafka = plan.step("Kafka", bootstrapServers(), brokers::startAndAwait);
    Step topics = plan.step("topics", "payment-done and its like", this::createTopics, kafka);
    replicas(plan, ServiceModule.PAYMENT, options.paymentReplicas(), this::startPayment, database);
    replicas(
        plan,
        ServiceModule.NOTIFICATION,
        options.replicas(),
        notifications::startAndAwait,
        database,
        topics);
    plan.step("console", url(options.consolePort()), this::startConsole, database);
    plan.run();
    List<String> addresses = options.readOnlyPort().isPresent() ? OwnAddresses.all() : List.of();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    terminal.line(ReadyText.of(options, addresses, data, took));
    aotCaches.makeMissing(options.services().stream().map(this::aotCache).toList());
  }

  /** Declares the replicas of a service, unless the user runs the service outside the stack. */
  private void replicas(
      StartPlan plan, ServiceModule service, int count, IntConsumer start, Step... servers) {
    if (!options.runs(service)) {
      return;
    }
    List<Step> before = new ArrayList<>(List.of(servers));
    before.add(plan.step(service.module(), "unpacked", () -> packaged(service).unpack()));
    for (int n = 1; n <= count; n++) {
      int replica = n;
      plan.step(
          service.replica(n),
          url(options.port(service, n)),
          () -> start.accept(replica),
          before.toArray(Step[]::new));
    }
  }

  private void startPostgres() {
    PostgresServer server =
        gate.pass(() ->
            postgres =
                PostgresServer.launch(data.of("postgres"), options.postgresPort(), Map.of()));
    supervisor.awaitReady(
        new Child(
            "PostgreSQL",
            address(options.postgresPort()),
            server.log(),
            "Until it is back, payments are answered 503 and feeds stand still; no payment that was"
                + " accepted is lost.",
            () -> {
              server.kill();
              server.launch();
            },
            server::awaitReady,
            () -> server.ended().thenApply(_ -> "ended")));
    server.createDatabases(ServiceModule.databases());
  }

  private void createTopics() {
    PaymentTopics.create(bootstrapServers(), options.brokers());
  }

  private void startPayment(int n) {
    int port = options.port(ServiceModule.PAYMENT, n);
    String name = ServiceModule.PAYMENT.replica(n);
    Child child =
        new Child(
            name,
            url(port),
            data.log(name),
            "Until it is back, port " + port + " answers nothing.",
            () -> payments.put(n, ServiceProcess.start(spec(ServiceModule.PAYMENT, n))),
            () -> payment(n).awaitReady(),
            () -> payment(n).ended().thenApply(ExitStatus::describe));
    supervisor.launch(child);
    supervisor.awaitReady(child);
  }

  private ServiceProcess payment(int n) {
    return requireNonNull(payments.get(n));
  }

  private void startConsole() {
    SpringApplication application = ConsoleApplication.application();
    application.setRegisterShutdownHook(false);
    application.addInitializers(context -> register((GenericApplicationContext) context));
    console = gate.pass(() -> application.run(consoleArguments().toArray(String[]::new)));
  }

  private List<String> consoleArguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add("--spring.profiles.active=local");
    arguments.add("--spring.main.banner-mode=off");
    arguments.add("--server.port=" + options.consolePort());
    options
        .readOnlyPort()
        .ifPresent(port -> arguments.add("--payment-done.console.read-only.port=" + port));
    arguments.add("--spring.kafka.bootstrap-servers=" + bootstrapServers());
    arguments.add(
        "--payment-done.console.receiver.url=http://"
            + address(options.consolePort())
            + "/receiver/webhook");
    arguments.add("--payment-done.console.receiver.smtp-port=" + options.smtpPort());
    arguments.add(
        "--payment-done.console.services.payment-service="
            + urls(options.paymentReplicas(), n -> options.port(ServiceModule.PAYMENT, n)));
    arguments.add(
        "--payment-done.console.services.notification-service="
            + urls(ReplicaControl.REPLICAS_MAX, n -> options.port(ServiceModule.NOTIFICATION, n)));
    return arguments;
  }

  private void register(GenericApplicationContext context) {
    context.registerBean(ReplicaControl.class, () -> notifications);
    context.registerBean(BrokerControl.class, () -> brokers);
  }

  private static String urls(int count, IntUnaryOperator port) {
    return String.join(
        ",", IntStream.rangeClosed(1, count).map(port).mapToObj(LocalStack::url).toList());
  }

  /**
   * What a replica that is started now runs; with the AOT cache if that has been made meanwhile.
   */
  private Spec spec(ServiceModule service, int n) {
    int port = options.port(service, n);
    String name = service.replica(n);
    return new Spec(
        name,
        port,
        aotCache(service).options(),
        packaged(service).program(),
        List.of(
            "--spring.profiles.active=local",
            "--server.port=" + port,
            "--spring.datasource.url=" + jdbcUrl(service.database()),
            "--spring.datasource.username=" + PostgresServer.USER,
            "--spring.kafka.bootstrap-servers=" + bootstrapServers(),
            "--spring.kafka.client-id=" + name,
            "--spring.mail.host=127.0.0.1",
            "--spring.mail.port=" + options.smtpPort(),
            "--notification.email.public-url=" + url(options.port(ServiceModule.NOTIFICATION, 1)),
            "--notification.client-id=" + name),
        Map.of("SPRING_DATASOURCE_PASSWORD", PostgresServer.PASSWORD),
        data.log(name));
  }

  private PackagedService packaged(ServiceModule service) {
    return new PackagedService(service, data.of(service.module()));
  }

  private AotCache aotCache(ServiceModule service) {
    return new AotCache(packaged(service), jvmOptions);
  }

  private String jdbcUrl(String database) {
    return "jdbc:postgresql://" + address(options.postgresPort()) + "/" + database;
  }

  private String bootstrapServers() {
    return String.join(
        ",",
        IntStream.rangeClosed(1, options.brokers())
            .mapToObj(n -> address(options.kafkaPort(n)))
            .toList());
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }

  private static String url(int port) {
    return "http://localhost:" + port;
  }

  /** Whether {@link #stop} has begun. */
  boolean isStopping() {
    return gate.isShut();
  }

  /** Stops everything in order: the services, then Kafka, then PostgreSQL. */
  void stop() {
    gate.shut();
    terminal.line("");
    terminal.line("Stopping.");
    stopStage("services", this::stopServices);
    stopStage("Kafka", brokers::close);
    stopStage(
        "PostgreSQL",
        () -> {
          PostgresServer server = postgres;
          if (server != null) {
            server.stop();
          }
        });
    data.release();
  }

  private void stopServices() {
    aotCaches.stop();
    List<ServiceProcess> running = new ArrayList<>(notifications.stopAll());
    payments.values().forEach(ServiceProcess::terminate);
    running.addAll(payments.values());
    ConfigurableApplicationContext context = console;
    if (context != null) {
      context.close();
    }
    long deadline = System.nanoTime() + SERVICES_STOP_TIMEOUT.toNanos();
    for (ServiceProcess process : running) {
      end(process, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
  }

  private void end(ServiceProcess process, Duration patience) {
    try {
      process.awaitEnd(patience);
      process.close();
    } catch (IllegalStateException e) {
      // The others are ended all the same.
      terminal.line(process.name() + " did not end: " + e);
    }
  }

  private void stopStage(String what, Runnable action) {
    long begin = System.nanoTime();
    try {
      action.run();
      terminal.done(what, "stopped", Duration.ofNanos(System.nanoTime() - begin));
    } catch (RuntimeException e) {
      terminal.line(what + " did not stop: " + e);
    }
  }
}
