package io.paymentdone.notification.purge;

import io.paymentdone.notification.delivery.DeliveryProperties;
import io.paymentdone.notification.delivery.UuidV7;
import java.time.Clock;
import java.time.Instant;
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
  private final Clock clock;

  DeliveryPurge(
      JdbcTemplate jdbc, BatchedDelete batches, DeliveryProperties deliveries, Clock clock) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /**
   * Deletes deliveries past their retention, those that wait too, and deleted endpoints.
   *
   * @return number of deleted rows
   */
  int purge() {
    Instant before = clock.instant().minus(deliveries.retention());
    int deleted = batches.delete(DELIVERIES, UuidV7.lowest(before));
    for (int target : jdbc.query(DELETED_ENDPOINTS, (row, number) -> row.getInt("number"))) {
      deleted += batches.delete(OF_ENDPOINT, target);
      deleted += batches.delete(LANES, target);
      deleted += jdbc.update(ENDPOINT, target);
    }
    if (deleted > 0) {
      log.info(
          "Purged {} rows of deliveries from before {} and of deleted endpoints", deleted, before);
    }
    return deleted;
  }
}
