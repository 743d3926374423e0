package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.paymentdone.console.lab.LabSettings.Protocol;
import org.jspecify.annotations.Nullable;

/** The groups of a comparison, one of each protocol. */
enum ProtocolGroup {
  /** Each rebalance takes all partitions from all consumers. */
  @JsonProperty("eager")
  EAGER("eager", 3, Protocol.CLASSIC_EAGER),
  /** KIP-429: a rebalance takes only the partitions that move. */
  @JsonProperty("cooperative")
  COOPERATIVE("cooperative", 3, Protocol.CLASSIC_COOPERATIVE),
  /** KIP-848: the broker assigns, and tells each consumer with its heartbeat. */
  @JsonProperty("consumer")
  CONSUMER("consumer", 3, Protocol.CONSUMER),
  /**
   * KIP-932: a partition may have several consumers. It has two of each partition, since with one
   * it would be like the others.
   */
  @JsonProperty("share")
  SHARE("share", 6, null);

  private final String id;
  private final int consumers;
  private final @Nullable Protocol protocol;

  ProtocolGroup(String id, int consumers, @Nullable Protocol protocol) {
    this.id = id;
    this.consumers = consumers;
    this.protocol = protocol;
  }

  /** End of the name of its group. */
  String id() {
    return id;
  }

  /** Number of its consumers before the kill. */
  int consumers() {
    return consumers;
  }

  /** The protocol of its consumers; null for those of a share group. */
  @Nullable Protocol protocol() {
    return protocol;
  }
}
