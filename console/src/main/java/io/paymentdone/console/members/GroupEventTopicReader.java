package io.paymentdone.console.members;

import io.paymentdone.console.topics.TopicReader;
import io.paymentdone.console.topics.TopicReaders;
import io.paymentdone.events.GroupEvent;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hands the members' events on, those of the last minutes first.
 *
 * <p>Whoever may write to the topic can write anything: an event counts when it has the shape of
 * one and comes from a member that the coordinator names, or named within the last minutes. One of
 * a member that just joins waits for the coordinator to name it. Events of a group that nobody
 * watches are of no use, and those from before the first look at a group are all taken: who had
 * what before can be asked of nobody.
 */
@Component
public class MemberSigns {

  private static final long OLD_SIGNS_MAX = 50_000;

  private final GroupEventReader reader;
  private final TopicReader topicReader;
  private final List<Consumer<MemberSign>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Roster> rosters = new HashMap<>();

  MemberSigns(TopicReaders topicReaders, JsonMapper json) {
    this.reader = new GroupEventReader(json);
    this.topicReader =
        topicReaders.follow(
            Topics.NOTIFICATION_GROUP_EVENTS,
            Duration.ofMinutes(15),
            OLD_SIGNS_MAX,
            GroupEventReader.BYTES_MAX,
            this::handle);
  }

  /** Calls the listener for each sign, one at a time. Before the start only. */
  public void listen(Consumer<MemberSign> listener) {
    listeners.add(listener);
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    Instant at = Instant.ofEpochMilli(consumed.timestamp());
    GroupEvent event =
        reader.read(consumed.value(), consumed.serializedValueSize(), at, Instant.now());
    take(new MemberSign(event, at));
  }

  synchronized void take(MemberSign sign) {
    Roster roster = rosters.get(sign.event().groupId());
    if (roster != null && !sign.event().memberId().isEmpty() && roster.admits(sign)) {
      listeners.forEach(listener -> listener.accept(sign));
    }
  }

  /** From now on the events of a group are of use. */
  public synchronized void watch(String groupId) {
    rosters.computeIfAbsent(groupId, id -> new Roster());
  }

  /** No longer. */
  public synchronized void forget(String groupId) {
    rosters.remove(groupId);
  }

  /** Who is in a watched group, as the coordinator says; hands on what has waited for it. */
  public synchronized void observe(String groupId, Set<String> memberIds, Instant at) {
    Roster roster = rosters.get(groupId);
    if (roster != null) {
      roster
          .observe(memberIds, at)
          .forEach(sign -> listeners.forEach(listener -> listener.accept(sign)));
    }
  }

  /** Whether the signs from before the start have been handed on. */
  public boolean isCaughtUp() {
    return topicReader.isCaughtUp();
  }
}
