package io.paymentdone.localstack;

import io.paymentdone.servers.Ports;
import io.paymentdone.servers.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The check that all ports are free, before any process is started. */
final class PortCheck {

  /** As long as the guard waits for the processes of a killed launcher. */
  private static final Duration LEFTOVERS_TIMEOUT = Duration.ofSeconds(25);

  private PortCheck() {}

  /**
   * A port that is about to be taken.
   *
   * @param user who takes it
   * @param option that changes it
   */
  record Wanted(int port, String user, String option) {}

  /**
   * Fails when a port is taken. After a killed run it first waits for that run's processes to end.
   *
   * @throws StartException naming each taken port and the option that changes it
   */
  static void requireFree(List<Wanted> wanted, DataDirectory data, Terminal terminal) {
    requireDistinct(wanted);
    if (data.wasLeftInUse() && !taken(wanted).isEmpty()) {
      terminal.line("Waiting for processes of a run that was killed to end.");
      Waiting.until(LEFTOVERS_TIMEOUT, () -> taken(wanted).isEmpty());
    }
    List<Wanted> taken = taken(wanted);
    if (!taken.isEmpty()) {
      throw new StartException(
          taken.stream().map(PortCheck::problem).collect(Collectors.joining("\n")));
    }
  }

  private static List<Wanted> taken(List<Wanted> wanted) {
    return wanted.stream().filter(port -> !Ports.isFree(port.port())).toList();
  }

  private static String problem(Wanted taken) {
    return "Port "
        + taken.port()
        + ", wanted for "
        + taken.user()
        + ", is in use. Stop what uses it, or choose another with "
        + taken.option()
        + "=...";
  }

  private static void requireDistinct(List<Wanted> wanted) {
    Map<Integer, Wanted> seen = new HashMap<>();
    for (Wanted port : wanted) {
      Wanted other = seen.put(port.port(), port);
      if (other != null) {
        throw new StartException(
            "Port "
                + port.port()
                + " is wanted for "
                + other.user()
                + " and for "
                + port.user()
                + ": change "
                + other.option()
                + " or "
                + port.option()
                + ".");
      }
    }
  }
}
