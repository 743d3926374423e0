package io.paymentdone.localstack;

import io.paymentdone.servers.process.PackagedServices;
import io.paymentdone.servers.process.ServiceModule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The text in the terminal once everything is ready. */
final class ReadyText {

  private ReadyText() {}

  /**
   * The text.
   *
   * @param addresses of this machine, for others
   */
  static String of(Options options, List<String> addresses, DataDirectory data, Duration took) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "\nReady after %.1f s.\n", took.toMillis() / 1000.0));
    lines.add("Console   http://localhost:" + options.consolePort());
    options.readOnlyPort().ifPresent(port -> lines.addAll(readOnly(addresses, port)));
    lines.add("Mail      127.0.0.1:" + options.smtpPort() + ", shown on the console");
    lines.add("Kafka     127.0.0.1:" + options.kafkaPort(1) + ", its tools: bin/kafka");
    lines.add("Logs      " + shortest(data.logs()));
    if (options.runs(ServiceModule.PAYMENT)) {
      lines.add("\nMake a payment:\n");
      lines.add("curl -i http://localhost:" + options.paymentPort() + "/payments \\");
      lines.add("  -H 'Content-Type: application/json' \\");
      lines.add("  -d '{\"userId\":\"user1\",\"amount\":1250,\"currency\":\"EUR\"}'");
    }
    if (options.runs(ServiceModule.NOTIFICATION) && options.replicas() > 0) {
      lines.add("\nSee it in the user's feed:\n");
      lines.add(
          "curl 'http://localhost:" + options.notificationPort() + "/notifications?userId=user1'");
    }
    for (ServiceModule service : options.except()) {
      lines.add("\n" + service.module() + " is yours to start, with the profile \"local\".");
    }
    lines.add("\nCtrl-C stops everything; the data stays for the next start.\n");
    return String.join("\n", lines);
  }

  /** Where others watch: whoever reaches one of these addresses can change nothing. */
  private static List<String> readOnly(List<String> addresses, int port) {
    return addresses.isEmpty()
        ? List.of("To watch  port " + port + "; this machine has no address in a network")
        : addresses.stream().map(address -> "To watch  http://" + address + ":" + port).toList();
  }

  /** Relative to the project's root, where the user gives the command. */
  private static Path shortest(Path path) {
    Path project = PackagedServices.project();
    return path.startsWith(project) ? project.relativize(path) : path;
  }
}
