package io.paymentdone.faults;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.check.InvariantResult;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.servers.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** I8, once nothing flows any more: no connection is in use, none is open that no pool knows of. */
final class Leftovers {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** The stream, its control connection, and one that queries the slot. */
  private static final int RELAY_CONNECTIONS_MAX = 3;

  private Leftovers() {}

  static InvariantResult of(SystemUnderFault system) {
    List<String> reasons = new ArrayList<>();
    Waiting.until(
        TIMEOUT,
        () -> {
          reasons.clear();
          reasons.addAll(look(system));
          return reasons.isEmpty();
        });
    return new InvariantResult("I8 leftovers", List.copyOf(reasons));
  }

  private static List<String> look(SystemUnderFault system) {
    List<String> reasons = new ArrayList<>();
    double pooled = 0;
    for (Node node : system.cluster().nodes()) {
      double active = metric(node, "hikaricp_connections_active");
      if (active > 0) {
        reasons.add(
            String.format(
                Locale.ROOT, "%s: %.0f connections in use", node.process().name(), active));
      }
      pooled += metric(node, "hikaricp_connections");
    }
    double most = pooled + RELAY_CONNECTIONS_MAX * system.cluster().payments().size();
    try {
      long sessions = new Databases(system.cluster().postgres()).sessionsOfServices();
      if (sessions > most) {
        reasons.add(
            String.format(
                Locale.ROOT, "PostgreSQL has %d sessions, pools and relays %.0f", sessions, most));
      }
    } catch (SQLException e) {
      reasons.add("PostgreSQL does not answer: " + e.getMessage());
    }
    return reasons;
  }

  private static double metric(Node node, String name) {
    return ServiceProbe.of(node.process()).metric(name).orElse(Double.POSITIVE_INFINITY);
  }
}
