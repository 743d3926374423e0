package io.paymentdone.console.lab;

import java.lang.reflect.Field;
import java.util.Objects;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.internals.AbstractMembershipManager;
import org.apache.kafka.clients.consumer.internals.RequestManagers;

/**
 * Makes a consumer of the protocol {@code consumer} or of a share group fall silent.
 *
 * <p>It should be enough to close it with {@code REMAIN_IN_GROUP}. But up to kafka-clients 4.4.0 a
 * member that is not static leaves nevertheless: when it is to remain, the client does not send the
 * heartbeat for leaving, but the state that it has reached by then makes it send an ordinary one,
 * which has the epoch for leaving. A membership that has failed fatally sends nothing, and that
 * state can only be reached through the client's private fields: {@code LabIntegrationTests} shows
 * whether an upgrade has moved them. A consumer of a share group always leaves when it is closed.
 */
final class Silence {

  private Silence() {}

  /** The consumer has no member in its group any more, and its group does not learn that. */
  static void fall(KafkaConsumer<?, ?> consumer) {
    managers(consumer).consumerMembershipManager.ifPresent(Silence::end);
  }

  /** As for the other kind of consumer. */
  static void fall(KafkaShareConsumer<?, ?> consumer) {
    managers(consumer).shareMembershipManager.ifPresent(Silence::end);
  }

  private static RequestManagers managers(Object consumer) {
    Object delegate = field(consumer, "delegate");
    Object thread = field(field(delegate, "applicationEventHandler"), "networkThread");
    return (RequestManagers) field(thread, "requestManagers");
  }

  private static void end(AbstractMembershipManager<?> membership) {
    try {
      membership.transitionToFatal();
    } catch (IllegalStateException e) {
      // The group has removed it already, and it has not noticed or not rejoined.
      return;
    }
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
