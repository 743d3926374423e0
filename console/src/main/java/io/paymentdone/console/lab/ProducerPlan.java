package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A request to change what the lab's producer sends; what is absent stays as it is.
 *
 * @param partition where {@link Mode#PARTITION} sends to, from 0
 * @param ratePerSecond records per second, 0 to {@value #RATE_MAX}
 * @param users number of users, 1 to {@value #USERS_MAX}; each record is of a random one
 */
record ProducerPlan(
    @Nullable Mode mode,
    @Nullable Integer partition,
    @Nullable Integer ratePerSecond,
    @Nullable Integer users) {

  static final int RATE_MAX = 200;
  static final int USERS_MAX = 100;

  /** What decides the partition of a record. */
  enum Mode {
    /** The hash of the record key, which is the user. */
    @JsonProperty("user-key")
    USER_KEY,
    /** Kafka's default without a key: a partition is filled with 16 KB, then another one. */
    @JsonProperty("no-key")
    NO_KEY,
    /** One record to each partition in turn, without a key. */
    @JsonProperty("round-robin")
    ROUND_ROBIN,
    /** The partition that the plan names, without a key. */
    @JsonProperty("partition")
    PARTITION
  }

  /** What the producer sends. */
  record Settings(Mode mode, int partition, int ratePerSecond, int users) {

    /** Sends nothing. */
    static final Settings INITIAL = new Settings(Mode.USER_KEY, 0, 0, 20);
  }

  /**
   * The validated settings.
   *
   * @param before the settings that this plan changes
   * @param partitions of the topic
   */
  Settings checked(Settings before, int partitions) {
    FieldCheck check = new FieldCheck();
    Settings after =
        new Settings(
            mode == null ? before.mode() : mode,
            check.within("/partition", partition, before.partition(), 0, partitions - 1),
            check.within("/ratePerSecond", ratePerSecond, before.ratePerSecond(), 0, RATE_MAX),
            check.within("/users", users, before.users(), 1, USERS_MAX));
    check.end();
    return after;
  }
}
