package io.paymentdone.notification.purge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.notification.delivery.Channels;
import io.paymentdone.notification.delivery.DeliveryProperties;
import io.paymentdone.notification.delivery.UuidV7;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Deletes deliveries past their retention, and all that is left of deleted endpoints.
 *
 * <p>A lane stays as long as its endpoint, and without an endpoint for ever, because the next
 * delivery has the sequence after its last one.
 */
@Component
class DeliveryPurge {

  private static final Logger log = LoggerFactory.getLogger(DeliveryPurge.class);

  static final String DELIVERIES =
      """
      delete from delivery where ctid = any (array(
        select ctid from delivery where id < ?
         order by id limit ? for update skip locked))
      returning target, state = 0 as waiting, uuid_extract_timestamp(id) as created_at
      """;

  /**
   * A batch of the consumer that began before the endpoint was deleted may still add deliveries;
   * its transaction takes 5 s at most.
   */
  private static final String DELETED_ENDPOINTS =
      "select number from webhook_endpoint where deleted_at < now() - interval '1 minute'";

  static final String OF_ENDPOINT =
      """
      delete from delivery where ctid = any (array(
        select ctid from delivery where target = ?
         order by state, id limit ? for update skip locked))
      """;

  static final String LANES =
      """
      delete from lane where ctid = any (array(
        select ctid from lane where target = ?
         order by user_id limit ? for update skip locked))
      """;

  /** Rows that others had locked are deleted by the next run, and then their endpoint. */
  private static final String ENDPOINT =
      """
      delete from webhook_endpoint
       where number = ?
         and not exists (select from delivery where target = number)
         and not exists (select from lane where target = number)
      """;

  private final JdbcTemplate jdbc;
  private final BatchedDelete batches;
  private final DeliveryProperties deliveries;
  private final Channels channels;
  private final Clock clock;

  /** By channel; from the start on, so that the first one counts in a rate. */
  private final Map<String, Counter> expired = new HashMap<>();

  DeliveryPurge(
      JdbcTemplate jdbc,
      BatchedDelete batches,
      DeliveryProperties deliveries,
      Channels channels,
      MeterRegistry registry,
      Clock clock) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.deliveries = deliveries;
    this.channels = channels;
    this.clock = clock;
    for (String channel : channels.names()) {
      expired.put(
          channel,
          Counter.builder("notification.deliveries.expired")
              .description("Deliveries that were deleted while they waited, past their retention")
              .tag("channel", channel)
              .register(registry));
    }
  }

  /** A row that was deleted. */
  private record Deleted(int target, boolean waiting, Instant createdAt) {

    static Deleted read(ResultSet row, int number) throws SQLException {
      return new Deleted(
          row.getInt("target"),
          row.getBoolean("waiting"),
          row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
  }

  /** Deliveries of a channel that were deleted while they waited. */
  private record Expired(int count, Instant oldest) {

    Expired and(Expired other) {
      return new Expired(
          count + other.count, oldest.isBefore(other.oldest) ? oldest : other.oldest);
    }
  }

  /**
   * Deletes deliveries past their retention, and deleted endpoints. Those that still wait then are
   * never sent, of which there is a line and a count for each channel; those of an endpoint that
   * its client has deleted are none.
   *
   * @return number of deleted rows
   */
  int purge() {
    Instant before = clock.instant().minus(deliveries.retention());
    int deleted = purgeDeletedEndpoints() + purgeOlderThan(before);
    if (deleted > 0) {
      log.info(
          "Purged {} rows of deliveries from before {} and of deleted endpoints", deleted, before);
    }
    return deleted;
  }

  private int purgeOlderThan(Instant before) {
    Map<String, Expired> waiting = new TreeMap<>();
    try {
      return batches.deleteReturning(
          DELIVERIES,
          Deleted::read,
          rows ->
              rows.stream()
                  .filter(Deleted::waiting)
                  .forEach(row ->
                      waiting.merge(
                          channels.name(row.target()),
                          new Expired(1, row.createdAt()),
                          Expired::and)),
          UuidV7.lowest(before));
    } finally {
      // Also of the batches before one that failed.
      waiting.forEach(this::report);
    }
  }

  private void report(String channel, Expired waiting) {
    Objects.requireNonNull(expired.get(channel)).increment(waiting.count());
    log.warn(
        "Purged {} deliveries of channel {} that still waited, the oldest for {}: they are never"
            + " sent. What waits longer than {} is deleted (notification.deliveries.retention).",
        waiting.count(),
        channel,
        Duration.between(waiting.oldest(), clock.instant()).truncatedTo(ChronoUnit.SECONDS),
        deliveries.retention());
  }

  private int purgeDeletedEndpoints() {
    int deleted = 0;
    for (int target : jdbc.query(DELETED_ENDPOINTS, (row, number) -> row.getInt("number"))) {
      deleted += batches.delete(OF_ENDPOINT, target);
      deleted += batches.delete(LANES, target);
      deleted += jdbc.update(ENDPOINT, target);
    }
    return deleted;
  }
}
