package io.paymentdone.localstack;

import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.servers.process.ServiceModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the command line asks for.
 *
 * @param replicas of the notification service
 * @param paymentReplicas of the payment service
 * @param brokers of Kafka, 1 or 3
 * @param fresh whether data of earlier runs is wiped
 * @param except services that the user runs outside the stack
 * @param data where data and logs are kept, relative to the project; empty for the default
 * @param readOnlyPort port of the console on all addresses, by which it can only be watched
 * @param help whether only the options are asked for
 */
record Options(
    int replicas,
    int paymentReplicas,
    int brokers,
    boolean fresh,
    Set<ServiceModule> except,
    Optional<Path> data,
    int paymentPort,
    int notificationPort,
    int consolePort,
    OptionalInt readOnlyPort,
    int smtpPort,
    int kafkaPort,
    int postgresPort,
    boolean help) {

  static final String USAGE =
      """
      Options, given as -Dspring-boot.run.arguments="--replicas=3 --fresh":

        --replicas=3                   notification-service processes, 0 to 9
        --payment-replicas=1           payment-service processes, 1 to 4
        --brokers=1                    Kafka brokers, 1 or 3
        --fresh                        wipe the data of earlier runs first
        --except=notification-service  leave it out, to run it from the IDE
        --data=local-stack/data        where data and logs are kept
        --payment-port=8080            payment-service; more on 8082, 8084, ...
        --notification-port=8101       notification-service; more on 8102, ...
        --console-port=8090            console
        --read-only-port=8099          console for a class to watch; none by default
        --smtp-port=1025               the console's mail server
        --kafka-port=9092              Kafka; three brokers take 9092 to 9094
        --postgres-port=15432          PostgreSQL
        --help                         show this\
      """;

  private static final int PAYMENT_REPLICAS_MAX = 4;
  private static final int PORT_MAX = 65_535;

  Options {
    except = Set.copyOf(except);
  }

  /** Services that run in processes of their own, so that they can be left out. */
  static final List<ServiceModule> SERVICES =
      List.of(ServiceModule.PAYMENT, ServiceModule.NOTIFICATION);

  /**
   * Reads the command line.
   *
   * @throws StartException for anything that is not exactly an option; the message lists them
   */
  static Options parse(String... args) {
    OptionReader given = new OptionReader(args);
    Options options =
        new Options(
            given.number("replicas", 3, 0, ReplicaControl.REPLICAS_MAX),
            given.number("payment-replicas", 1, 1, PAYMENT_REPLICAS_MAX),
            given.number("brokers", 1, 1, 3),
            given.flag("fresh"),
            services(given.values("except")),
            given.value("data").map(Path::of),
            given.number("payment-port", 8080, 1, PORT_MAX),
            given.number("notification-port", 8101, 1, PORT_MAX),
            given.number("console-port", 8090, 1, PORT_MAX),
            given.number("read-only-port", 1, PORT_MAX),
            given.number("smtp-port", 1025, 1, PORT_MAX),
            given.number("kafka-port", 9092, 1, PORT_MAX),
            given.number("postgres-port", 15432, 1, PORT_MAX),
            given.flag("help"));
    given.requireAllRead();
    if (options.brokers() == 2) {
      throw OptionReader.wrong(
          "--brokers=2: must be 1 or 3, because a quorum of 2 tolerates no failure");
    }
    return options;
  }

  private static Set<ServiceModule> services(List<String> names) {
    EnumSet<ServiceModule> services = EnumSet.noneOf(ServiceModule.class);
    for (String name : names) {
      services.add(
          SERVICES.stream()
              .filter(service -> service.module().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  OptionReader.wrong(
                      "--except=" + name + ": must be notification-service or payment-service")));
    }
    return services;
  }

  /** Whether the stack runs this service itself. */
  boolean runs(ServiceModule service) {
    return !except.contains(service);
  }

  /** The services that the stack runs itself. */
  List<ServiceModule> services() {
    return SERVICES.stream().filter(this::runs).toList();
  }

  /** Port of a service's replica, numbered from 1. */
  int port(ServiceModule service, int n) {
    return switch (service) {
      case PAYMENT -> paymentPort + 2 * (n - 1);
      case NOTIFICATION -> notificationPort + n - 1;
      case CONSOLE -> consolePort;
    };
  }

  /** Port of a broker, numbered from 1. */
  int kafkaPort(int n) {
    return kafkaPort + n - 1;
  }

  /** All ports that are taken at the start. */
  List<PortCheck.Wanted> ports() {
    List<PortCheck.Wanted> ports = new ArrayList<>();
    ports.add(new PortCheck.Wanted(postgresPort, "PostgreSQL", "--postgres-port"));
    numbers(brokers)
        .forEach(n -> ports.add(new PortCheck.Wanted(kafkaPort(n), "Kafka", "--kafka-port")));
    for (ServiceModule service : services()) {
      String option = service == ServiceModule.PAYMENT ? "--payment-port" : "--notification-port";
      numbers(service == ServiceModule.PAYMENT ? paymentReplicas : replicas)
          .forEach(
              n -> ports.add(new PortCheck.Wanted(port(service, n), service.replica(n), option)));
    }
    ports.add(new PortCheck.Wanted(consolePort, "the console", "--console-port"));
    readOnlyPort.ifPresent(
        port -> ports.add(new PortCheck.Wanted(port, "the read-only console", "--read-only-port")));
    ports.add(new PortCheck.Wanted(smtpPort, "the console's mail server", "--smtp-port"));
    return ports;
  }

  private static IntStream numbers(int count) {
    return IntStream.rangeClosed(1, count);
  }
}
