package io.paymentdone.notification.delivery;

import java.util.Arrays;

/** State of a delivery, as the column {@code state} has it. */
enum DeliveryState {
  WAITING(0),
  DELIVERED(1),
  /** No further attempt is made. */
  DEAD(2);

  private final short code;

  DeliveryState(int code) {
    this.code = (short) code;
  }

  /** Value in the column. */
  short code() {
    return code;
  }

  /** The state with this value in the column. */
  static DeliveryState of(short code) {
    return Arrays.stream(values()).filter(state -> state.code == code).findFirst().orElseThrow();
  }
}
