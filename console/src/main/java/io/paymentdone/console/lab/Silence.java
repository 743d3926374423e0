package io.paymentdone.console.lab;

import java.lang.reflect.Field;
import java.util.Objects;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.internals.RequestManagers;

/**
 * Makes a consumer of the protocol {@code consumer} fall silent.
 *
 * <p>It should be enough to close it with {@code REMAIN_IN_GROUP}. But up to kafka-clients 4.4.0 a
 * member that is not static leaves nevertheless: when it is to remain, the client does not send the
 * heartbeat for leaving, but the state that it has reached by then makes it send an ordinary one,
 * which has the epoch for leaving. A membership that has failed fatally sends nothing, and that
 * state can only be reached through the client's private fields: {@code LabIntegrationTests} shows
 * whether an upgrade has moved them.
 */
final class Silence {

  private Silence() {}

  /** The consumer has no member in its group any more, and its group does not learn that. */
  static void fall(KafkaConsumer<?, ?> consumer) {
    Object delegate = field(consumer, "delegate");
    Object thread = field(field(delegate, "applicationEventHandler"), "networkThread");
    var managers = (RequestManagers) field(thread, "requestManagers");
    managers.consumerMembershipManager.ifPresent(membership -> {
      try {
        membership.transitionToFatal();
      } catch (IllegalStateException e) {
        // The group has removed it already, and it has not noticed or not rejoined.
        return;
      }
    });
  }

  private static Object field(Object object, String name) {
    try {
      Field field = object.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return Objects.requireNonNull(field.get(object));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("kafka-clients has changed: there is no " + name, e);
    }
  }
}
