package io.paymentdone.faults.cluster;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster is made of.
 *
 * @param name of its directory
 * @param brokers 1 or 3
 * @param postgresSettings that differ from the embedded server's
 * @param disk a small one under one server; null: none
 * @param wrongPayment main class that replaces a bean of the payment service; null: none
 * @param wrongNotification the same for the notification service
 */
public record ClusterSpec(
    String name,
    int brokers,
    int payments,
    int notifications,
    Map<String, String> postgresSettings,
    @Nullable Disk disk,
    @Nullable Class<?> wrongPayment,
    @Nullable Class<?> wrongNotification) {

  /**
   * A small disk.
   *
   * @param server directory of the server, such as {@code postgres}
   */
  public record Disk(String server, int megabytes) {}

  /** Two payment services, three notification services, one broker. */
  public static ClusterSpec named(String name) {
    return new ClusterSpec(name, 1, 2, 3, Map.of(), null, null, null);
  }

  /** With so many brokers. */
  public ClusterSpec withBrokers(int number) {
    return new ClusterSpec(
        name,
        number,
        payments,
        notifications,
        postgresSettings,
        disk,
        wrongPayment,
        wrongNotification);
  }

  /** With so many services of each kind. */
  public ClusterSpec withServices(int paymentServices, int notificationServices) {
    return new ClusterSpec(
        name,
        brokers,
        paymentServices,
        notificationServices,
        postgresSettings,
        disk,
        wrongPayment,
        wrongNotification);
  }

  /** With one server's data on a small disk. */
  public ClusterSpec withSmallDisk(
      String server, int megabytes, Map<String, String> settingsOfPostgres) {
    return new ClusterSpec(
        name,
        brokers,
        payments,
        notifications,
        settingsOfPostgres,
        new Disk(server, megabytes),
        wrongPayment,
        wrongNotification);
  }

  /** With a wrong payment service. */
  public ClusterSpec withWrongPayment(Class<?> application) {
    return new ClusterSpec(
        name,
        brokers,
        payments,
        notifications,
        postgresSettings,
        disk,
        application,
        wrongNotification);
  }

  /** With a wrong notification service. */
  public ClusterSpec withWrongNotification(Class<?> application) {
    return new ClusterSpec(
        name, brokers, payments, notifications, postgresSettings, disk, wrongPayment, application);
  }
}
