package io.paymentdone.deployment;

import static java.util.Objects.requireNonNull;

import io.paymentdone.servers.Ports;
import io.paymentdone.servers.process.JvmOptions;
import io.paymentdone.servers.process.PackagedService;
import io.paymentdone.servers.process.ServiceModule;
import io.paymentdone.servers.process.ServiceProcess;
import io.paymentdone.testsupport.DeployedRoles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The three services as they are deployed, each configured by its environment alone. The payment
 * service shows Kafka a certificate, the others have a user and a password there.
 */
final class SecuredServices implements AutoCloseable {

  /** Of each service. */
  static final int HEAP_MEGABYTES = 192;

  private static final Duration MIGRATION = Duration.ofMinutes(2);

  private final Path directory;
  private final Certificates certificates;

  /** What the services trust as the authority of PostgreSQL's certificate. */
  private final Path databaseAuthority;

  private final Map<String, String> passwords;
  private final ServiceProcess payment;
  private final ServiceProcess notification;
  private final ServiceProcess console;
  private final Map<String, String> consoleEnvironment;

  SecuredServices(
      Path directory,
      Certificates certificates,
      Path databaseAuthority,
      SecuredKafka kafka,
      SecuredPostgres postgres,
      Map<String, String> passwords) {
    this.directory = directory;
    this.certificates = certificates;
    this.databaseAuthority = databaseAuthority;
    this.passwords = passwords;
    Map<String, String> paymentEnvironment = new HashMap<>(withCertificate(kafka));
    paymentEnvironment.putAll(database(postgres, "payment"));
    paymentEnvironment.put("PAYMENT_RELAY_REPLICATION_USERNAME", DeployedRoles.RELAY);
    Map<String, String> notificationEnvironment =
        new HashMap<>(withPassword(kafka, "notification-service"));
    notificationEnvironment.putAll(database(postgres, "notification"));
    migrate(
        migration(ServiceModule.PAYMENT, paymentEnvironment),
        migration(ServiceModule.NOTIFICATION, notificationEnvironment));
    paymentEnvironment.put("PAYMENT_RELAY_REPLICATION_PASSWORD", password(DeployedRoles.RELAY));
    notificationEnvironment.put("NOTIFICATION_CLIENT_ID", "notification-service-1");
    this.payment = service(ServiceModule.PAYMENT, application("payment", paymentEnvironment));
    this.notification =
        service(ServiceModule.NOTIFICATION, application("notification", notificationEnvironment));
    this.consoleEnvironment = new HashMap<>(withPassword(kafka, "console"));
    consoleEnvironment.put("PAYMENTDONE_CONSOLE_SERVICES_PAYMENTSERVICE", url(payment));
    consoleEnvironment.put("PAYMENTDONE_CONSOLE_SERVICES_NOTIFICATIONSERVICE", url(notification));
    this.console = service(ServiceModule.CONSOLE, consoleEnvironment);
  }

  private String password(String user) {
    return requireNonNull(passwords.get(user), user);
  }

  private Map<String, String> database(SecuredPostgres postgres, String name) {
    return Map.of("SPRING_DATASOURCE_URL", postgres.url(name, databaseAuthority));
  }

  private Map<String, String> withCertificate(SecuredKafka kafka) {
    return Map.of(
        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
        kafka.mtls(),
        "SPRING_KAFKA_SECURITY_PROTOCOL",
        "SSL",
        "SPRING_KAFKA_SSL_BUNDLE",
        "kafka",
        "SPRING_SSL_BUNDLE_PEM_KAFKA_TRUSTSTORE_CERTIFICATE",
        "file:" + certificates.authority(),
        "SPRING_SSL_BUNDLE_PEM_KAFKA_KEYSTORE_CERTIFICATE",
        "file:" + certificates.certificate("payment-service"),
        "SPRING_SSL_BUNDLE_PEM_KAFKA_KEYSTORE_PRIVATEKEY",
        "file:" + certificates.key("payment-service"));
  }

  private Map<String, String> withPassword(SecuredKafka kafka, String user) {
    return Map.of(
        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
        kafka.sasl(),
        "SPRING_KAFKA_SECURITY_PROTOCOL",
        "SASL_SSL",
        "SPRING_KAFKA_SSL_BUNDLE",
        "kafka",
        "SPRING_SSL_BUNDLE_PEM_KAFKA_TRUSTSTORE_CERTIFICATE",
        "file:" + certificates.authority(),
        "SPRING_KAFKA_PROPERTIES_SASL_MECHANISM",
        "SCRAM-SHA-512",
        "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
            + user
            + "\" password=\""
            + password(user)
            + "\";");
  }

  private Map<String, String> application(String database, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    String role = DeployedRoles.application(database);
    all.put("SPRING_DATASOURCE_USERNAME", role);
    all.put("SPRING_DATASOURCE_PASSWORD", password(role));
    all.put("MIGRATION_ATSTART", "false");
    return all;
  }

  private ServiceProcess migration(ServiceModule module, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    String role = DeployedRoles.owner(module.database());
    all.put("SPRING_FLYWAY_USER", role);
    all.put("SPRING_FLYWAY_PASSWORD", password(role));
    return process(module, module.module() + "-migration", all, List.of("--migrate"));
  }

  private static void migrate(ServiceProcess... migrations) {
    for (ServiceProcess migration : migrations) {
      migration.start();
    }
    for (ServiceProcess migration : migrations) {
      if (!migration.awaitEnd(MIGRATION) || migration.ended().join() != 0) {
        throw new IllegalStateException("see " + migration.spec().log());
      }
    }
  }

  private ServiceProcess service(ServiceModule module, Map<String, String> environment) {
    return service(module, module.module(), environment);
  }

  private ServiceProcess service(
      ServiceModule module, String name, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("API_CREDENTIALS", "demo:demo");
    all.put("SERVER_ADDRESS", "127.0.0.1");
    return process(module, name, all, List.of());
  }

  /** Another console, which differs in its broker's address only; not started. */
  ServiceProcess consoleOf(String broker, String name) {
    Map<String, String> environment = new HashMap<>(consoleEnvironment);
    environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", broker);
    return service(ServiceModule.CONSOLE, name, environment);
  }

  private ServiceProcess process(
      ServiceModule module, String name, Map<String, String> environment, List<String> arguments) {
    int port = Ports.free();
    Map<String, String> all = new HashMap<>(environment);
    all.put("SERVER_PORT", Integer.toString(port));
    return new ServiceProcess(
        new ServiceProcess.Spec(
            name,
            port,
            JvmOptions.ofImages()
                .withSmallHeap()
                .withoutOptimizingCompiler()
                .with("-Xmx" + HEAP_MEGABYTES + "m"),
            new PackagedService(module, unpacked(module)).unpack().program(),
            arguments,
            all,
            directory.resolve(name + ".log")));
  }

  /** Beside the directory of a run: the next one need not unpack it again. */
  private Path unpacked(ServiceModule module) {
    return directory.resolveSibling("services").resolve(module.module());
  }

  /** Starts the services and waits until they are ready. */
  void start() {
    all().forEach(ServiceProcess::start);
    all().forEach(ServiceProcess::awaitReady);
  }

  private List<ServiceProcess> all() {
    return List.of(payment, notification, console);
  }

  String payment() {
    return url(payment);
  }

  String notification() {
    return url(notification);
  }

  String console() {
    return url(console);
  }

  static String url(ServiceProcess service) {
    return "http://127.0.0.1:" + service.port();
  }

  String paymentLog() {
    return log(payment);
  }

  String notificationLog() {
    return log(notification);
  }

  static String log(ServiceProcess service) {
    return log(service.spec().log());
  }

  private static String log(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What everybody on the machine sees, and everybody who may read logs. */
  List<String> logsAndArguments() throws IOException {
    List<String> texts = new ArrayList<>();
    try (var files = Files.list(directory)) {
      files.filter(file -> file.toString().endsWith(".log")).forEach(file -> texts.add(log(file)));
    }
    for (ServiceProcess service : all()) {
      texts.add(
          ProcessHandle.of(service.pid()).flatMap(it -> it.info().commandLine()).orElseThrow());
    }
    return texts;
  }

  @Override
  public void close() {
    all().forEach(ServiceProcess::close);
  }
}
