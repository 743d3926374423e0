package io.paymentdone.notification.delivery;

/** State of a delivery; the table has its ordinal. */
enum DeliveryState {
  WAITING,
  DELIVERED,
  DEAD
}
