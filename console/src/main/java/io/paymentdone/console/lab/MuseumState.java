package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The museum of mistakes at a moment.
 *
 * @param kills how often all consumers and producers were killed
 * @param killedReplica client id of the replica of notification-service that the last kill hit;
 *     null before a kill, or if none was up
 * @param endsAt when it ends by itself; earlier if no page watches its stream for 5 minutes, or
 *     when it has counted {@value PaymentIds#IDS_MAX} payments
 */
record MuseumState(
    String id,
    List<ExhibitState> exhibits,
    int kills,
    @Nullable String killedReplica,
    Instant startedAt,
    Instant endsAt) {

  /** What the processes of an exhibit do. */
  enum Phase {
    @JsonProperty("starting")
    STARTING,
    /** Each of its consumers has partitions. */
    @JsonProperty("working")
    WORKING,
    /**
     * They are killed; new ones get partitions when the sessions of the old ones have timed out.
     */
    @JsonProperty("killed")
    KILLED
  }

  /**
   * One exhibit.
   *
   * @param handled distinct payments that it has notified of
   * @param lost payments that it will never notify of
   * @param doubled distinct payments that it has notified of more than once
   * @param outOfOrder payments that it has notified of after a later one of the same user
   * @param capped whether there was more than it counts, or Kafka did not take a copy, so that the
   *     numbers are lower bounds
   */
  record ExhibitState(
      MuseumExhibit exhibit,
      Phase phase,
      long handled,
      long lost,
      long doubled,
      long outOfOrder,
      boolean capped) {}
}
