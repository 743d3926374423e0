package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.publishing.EventProducer;
import io.paymentdone.payment.relay.recovery.Republisher;
import io.paymentdone.payment.relay.recovery.Republisher.Summary;
import io.paymentdone.payment.relay.recovery.SlotHealing;
import io.paymentdone.payment.relay.replication.RelayConnections;
import io.paymentdone.web.logging.RepeatedFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.kafka.core.ProducerFactory;

/** Publishes the payments since the given one, then lets {@link RepublishApplication} end. */
final class RepublishRunner implements ApplicationRunner {

  private static final Logger log = LoggerFactory.getLogger(RepublishRunner.class);

  private final RelayConnections connections;
  private final SlotHealing healing;
  private final Republisher republisher;
  private final ProducerFactory<?, ?> producers;

  RepublishRunner(
      RelayConnections connections,
      SlotHealing healing,
      Republisher republisher,
      ProducerFactory<?, ?> producers) {
    this.connections = connections;
    this.healing = healing;
    this.republisher = republisher;
    this.producers = producers;
  }

  @Override
  public void run(ApplicationArguments arguments) throws SQLException {
    List<String> since = arguments.getOptionValues("since");
    if (since == null || since.size() != 1) {
      throw new IllegalArgumentException(
          "--since=<seq or RFC 3339 time> is missing: the first payment to publish");
    }
    Summary summary = republish(since.getFirst());
    log.info(
        "Republished {} payments, seq {} to {}: Kafka has acknowledged them all.",
        summary.events(),
        summary.firstSeq(),
        summary.lastSeq());
  }

  private Summary republish(String since) throws SQLException {
    try (Connection connection = connections.openLongTransaction()) {
      long above = firstSeq(connection, since) - 1;
      Summary healed = healing.heal(above, () -> false);
      if (healed != null) {
        return healed;
      }
      RepeatedFailure failure = new RepeatedFailure(Clock.systemUTC());
      try (EventProducer producer =
          EventProducer.open(
              producers,
              () -> false,
              what -> {
                if (failure.isNews(what)) {
                  log.warn("Waiting for Kafka: {}", what);
                }
              })) {
        return republisher.republish(
            connection, null, above, producer, () -> false, Republisher.Checkpoint.NONE);
      }
    }
  }

  private static long firstSeq(Connection connection, String since) throws SQLException {
    if (since.matches("[0-9]{1,18}")) {
      return Long.parseLong(since);
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "select coalesce(min(seq), (select coalesce(max(seq), 0) + 1 from payment))"
                + " from payment where created_at >= ?")) {
      select.setObject(1, Instant.parse(since).atOffset(ZoneOffset.UTC));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--since is neither a seq nor an RFC 3339 time: " + since, e);
    }
  }
}
