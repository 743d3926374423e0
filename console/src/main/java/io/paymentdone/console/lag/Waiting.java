package io.paymentdone.console.lag;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is known of the offsets that a group has not committed yet. */
public enum Waiting {
  /** There is a record at one of them. */
  @JsonProperty("records")
  RECORDS,

  /** There is none: nothing, or only what transactions and compaction leave. */
  @JsonProperty("nothing")
  NOTHING,

  /** They have not been read, or may not be. */
  @JsonProperty("unknown")
  UNKNOWN
}
