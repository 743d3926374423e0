package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The validated plan of a lab; it does not change while the lab lasts.
 *
 * @param partitions of the lab's own topic; null on {@code payment-done}
 * @param retentionMs how long the lab's own topic keeps a record; null on {@code payment-done}
 * @param assignor null for the classic protocols, whose clients assign the partitions
 * @param fixed whether each consumer has a {@code group.instance.id}
 */
record LabSettings(
    Source topic,
    @Nullable Integer partitions,
    @Nullable Integer retentionMs,
    Protocol protocol,
    @Nullable Assignor assignor,
    @JsonProperty("static") boolean fixed,
    Commit commit,
    Start start,
    int maxPollIntervalMs) {

  /** The topic that the consumers read. */
  enum Source {
    @JsonProperty("own")
    OWN,
    @JsonProperty("payment-done")
    PAYMENT_DONE
  }

  /** How the group agrees on who reads what. */
  enum Protocol {
    /** KIP-848: the broker assigns. */
    @JsonProperty("consumer")
    CONSUMER,
    /** Each rebalance takes all partitions from all consumers. */
    @JsonProperty("classic-eager")
    CLASSIC_EAGER,
    /** KIP-429: a rebalance takes only the partitions that move. */
    @JsonProperty("classic-cooperative")
    CLASSIC_COOPERATIVE
  }

  /** The broker's assignors. */
  enum Assignor {
    @JsonProperty("uniform")
    UNIFORM,
    @JsonProperty("range")
    RANGE
  }

  /** When a consumer commits what it was given by a poll. */
  enum Commit {
    /** {@code enable.auto.commit}, each 5 s. */
    @JsonProperty("automatic")
    AUTOMATIC,
    @JsonProperty("after-work")
    AFTER_WORK,
    /** A classic mistake: what a consumer had not handled when it was killed is lost. */
    @JsonProperty("before-work")
    BEFORE_WORK
  }

  /** Where the group starts to read without a committed offset. */
  enum Start {
    @JsonProperty("beginning")
    BEGINNING,
    @JsonProperty("end")
    END
  }

  boolean readsOwnTopic() {
    return topic == Source.OWN;
  }
}
