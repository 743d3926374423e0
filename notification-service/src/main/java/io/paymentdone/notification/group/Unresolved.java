package io.paymentdone.notification.group;

import org.apache.kafka.common.KafkaException;

/** What the client says when it cannot be made, mostly that no broker's name resolves. */
final class Unresolved {

  private Unresolved() {}

  /** The innermost reason: the outer ones only say that the client was not made. */
  static String describe(KafkaException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return "no client for Kafka can be made, tried again: " + cause.getMessage();
  }
}
