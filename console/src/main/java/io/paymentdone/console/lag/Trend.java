package io.paymentdone.console.lag;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a lag has developed in the last 30 s. */
public enum Trend {
  @JsonProperty("growing")
  GROWING,

  @JsonProperty("steady")
  STEADY,

  @JsonProperty("shrinking")
  SHRINKING
}
