package io.paymentdone.console.members;

import io.paymentdone.console.tail.TopicTail;
import io.paymentdone.console.tail.TopicTails;
import io.paymentdone.events.GroupEvent;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Hands the members' events on, those of the last minutes first. */
@Component
public class MemberSigns {

  private static final long OLD_SIGNS_MAX = 50_000;

  private final JsonMapper json;
  private final TopicTail tail;
  private final List<Consumer<MemberSign>> listeners = new CopyOnWriteArrayList<>();

  MemberSigns(TopicTails tails, JsonMapper json) {
    this.json = json;
    this.tail =
        tails.follow(
            Topics.NOTIFICATION_GROUP_EVENTS, Duration.ofMinutes(15), OLD_SIGNS_MAX, this::handle);
  }

  /** Calls the listener for each sign, on one thread. Before the start only. */
  public void listen(Consumer<MemberSign> listener) {
    listeners.add(listener);
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    MemberSign sign =
        new MemberSign(
            json.readValue(consumed.value(), GroupEvent.class),
            Instant.ofEpochMilli(consumed.timestamp()));
    listeners.forEach(listener -> listener.accept(sign));
  }

  /** Whether the signs from before the start have been handed on. */
  public boolean isCaughtUp() {
    return tail.isCaughtUp();
  }
}
