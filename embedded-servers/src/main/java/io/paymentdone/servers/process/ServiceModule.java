package io.paymentdone.servers.process;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The modules that are packaged as services. */
public enum ServiceModule {
  PAYMENT("payment-service", "payment"),
  NOTIFICATION("notification-service", "notification"),
  CONSOLE("console", null);

  private final String module;
  private final @Nullable String database;

  ServiceModule(String module, @Nullable String database) {
    this.module = module;
    this.database = database;
  }

  /** The names of all services' databases. */
  public static List<String> databases() {
    return Arrays.stream(values())
        .flatMap(service -> Optional.ofNullable(service.database).stream())
        .toList();
  }

  /** Name of the module, and of its processes before their number. */
  public String module() {
    return module;
  }

  /** Name of the service's database; the console has none. */
  public String database() {
    return Objects.requireNonNull(database, () -> module + " has no database");
  }

  /** Name of a replica, numbered from 1. */
  public String replica(int n) {
    return module + "-" + n;
  }
}
