package io.paymentdone.notification.group;

import org.apache.kafka.common.KafkaException;

/**
 * Describes why a Kafka client cannot be created: mostly because no broker's host name resolves.
 */
final class ClientCreationFailure {

  private ClientCreationFailure() {}

  /** Returns the root cause, because the outer exceptions only say that there is no client. */
  static String describe(KafkaException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return "a Kafka client cannot be created, retrying: " + cause.getMessage();
  }
}
