package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of protocols at a moment. Times in ms are counted from its start.
 *
 * @param topic its own, which all groups read
 * @param sent number of records that Kafka has acknowledged
 * @param atMs the moment
 * @param killedAtMs when consumer 1 of each group was killed; null before
 * @param endsAt when it ends by itself
 */
record ProtocolsState(
    String id,
    String topic,
    List<ProtocolState> groups,
    long sent,
    long atMs,
    @Nullable Long killedAtMs,
    Instant startedAt,
    Instant endsAt) {

  /** What a group does. */
  enum Phase {
    @JsonProperty("starting")
    STARTING,
    /** Each partition is read, and each consumer reads. */
    @JsonProperty("working")
    WORKING,
    /** A consumer is killed, and a partition is not read by another one yet. */
    @JsonProperty("killed")
    KILLED,
    /** A consumer is killed, and each partition is read by others. */
    @JsonProperty("recovered")
    RECOVERED,
    /** A consumer has ended by itself. */
    @JsonProperty("failed")
    FAILED
  }

  /**
   * One group.
   *
   * @param consumers number of consumers before the kill
   * @param stoodStill consumers, by number, from which the rebalance after the kill took partitions
   *     though they were given each of them back
   * @param handled distinct records that were handled
   * @param handledTwice distinct records that were handled more than once
   * @param outOfOrder records that were handled for the first time after a later one of their user
   */
  record ProtocolState(
      ProtocolGroup protocol,
      String group,
      int consumers,
      Phase phase,
      List<ProtocolPartition> partitions,
      List<Integer> stoodStill,
      long handled,
      long handledTwice,
      long outOfOrder) {}

  /**
   * One partition.
   *
   * @param spans who has handled its records when, oldest first
   * @param standstills when it was taken from a consumer that was given it back, after the kill
   * @param before consumers that read it when one was killed, by number
   * @param after consumers that have read it last since then, by number
   * @param gapMs the longest pause since the kill between two records that were handled; of a
   *     partition that nobody reads as long as that lasts; null before the kill
   */
  record ProtocolPartition(
      int partition,
      List<ReadingSpan> spans,
      List<Standstill> standstills,
      List<Integer> before,
      List<Integer> after,
      @Nullable Long gapMs) {}

  /** A consumer has handled records without a longer pause, from the first to the last of them. */
  record ReadingSpan(int consumer, long fromMs, long toMs) {}

  /** A partition was taken from a consumer, and the same one was given it back. */
  record Standstill(int consumer, long fromMs, long toMs) {}
}
