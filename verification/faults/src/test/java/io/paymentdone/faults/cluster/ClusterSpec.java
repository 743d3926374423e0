package io.paymentdone.faults.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a cluster is made of: two payment services, three notification services, one broker. */
public final class ClusterSpec {

  final String name;
  final Map<String, String> postgresSettings = new LinkedHashMap<>();
  final Map<String, String> notificationProperties = new LinkedHashMap<>();
  final List<String> jvmFlags = new ArrayList<>();
  int brokers = 1;
  int payments = 2;
  int notifications = 3;
  boolean console;
  String brokerName = "127.0.0.1";
  @Nullable Disk disk;
  @Nullable Class<?> wrongPayment;
  @Nullable Class<?> wrongNotification;

  private ClusterSpec(String name) {
    this.name = name;
  }

  /**
   * A small disk.
   *
   * @param server directory of the server, such as {@code postgres}
   */
  public record Disk(String server, int megabytes) {}

  /**
   * The usual cluster.
   *
   * @param name of its directory
   */
  public static ClusterSpec named(String name) {
    return new ClusterSpec(name);
  }

  /** With 1 or 3 brokers. */
  public ClusterSpec withBrokers(int number) {
    brokers = number;
    return this;
  }

  /** With so many services of each kind. */
  public ClusterSpec withServices(int paymentServices, int notificationServices) {
    payments = paymentServices;
    notifications = notificationServices;
    return this;
  }

  /** With a console beside them. */
  public ClusterSpec withConsole() {
    console = true;
    return this;
  }

  /** With a setting of PostgreSQL that differs from the embedded server's. */
  public ClusterSpec withPostgres(String setting, String value) {
    postgresSettings.put(setting, value);
    return this;
  }

  /** With a property of the notification services. */
  public ClusterSpec withNotification(String property, String value) {
    notificationProperties.put(property, value);
    return this;
  }

  /** With further flags of every service's JVM. */
  public ClusterSpec withJvmFlags(String... flags) {
    jvmFlags.addAll(List.of(flags));
    return this;
  }

  /** With the host name by which the services find the broker. */
  public ClusterSpec withBrokerName(String host) {
    brokerName = host;
    return this;
  }

  /** With one server's data on a small disk. */
  public ClusterSpec withSmallDisk(String server, int megabytes) {
    disk = new Disk(server, megabytes);
    return this;
  }

  /** With a main class that replaces a bean of the payment service. */
  public ClusterSpec withWrongPayment(Class<?> application) {
    wrongPayment = application;
    return this;
  }

  /** With a main class that replaces a bean of the notification service. */
  public ClusterSpec withWrongNotification(Class<?> application) {
    wrongNotification = application;
    return this;
  }
}
