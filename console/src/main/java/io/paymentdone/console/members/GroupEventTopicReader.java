package io.paymentdone.console.members;

import io.paymentdone.console.topics.TopicReader;
import io.paymentdone.console.topics.TopicReaders;
import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
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
 * Reads the topic of group events and passes valid events to its listeners, beginning with those of
 * the last minutes.
 *
 * <p>Every producer of the topic can write any value. An event is accepted if it is valid and comes
 * from a member that the coordinator reports, or reported within the last minutes. An event of a
 * member that just joins waits until the coordinator reports the member. Events of groups that are
 * not watched are dropped. Events from before the first poll of a group are accepted without a
 * check, because the coordinator does not report past members.
 */
@Component
public class GroupEventTopicReader {

  /** Most records read from before the start. */
  private static final long OLD_EVENTS_MAX = 50_000;

  private final GroupEventParser reader;
  private final TopicReader topicReader;
  private final List<Consumer<GroupEventRecord>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, KnownMembers> membersByGroup = new HashMap<>();

  GroupEventTopicReader(TopicReaders topicReaders, JsonMapper json) {
    this.reader = new GroupEventParser(json);
    this.topicReader =
        topicReaders.follow(
            Topics.NOTIFICATION_GROUP_EVENTS,
            Duration.ofMinutes(15),
            OLD_EVENTS_MAX,
            GroupEventParser.LIMITS,
            this::handle);
  }

  /** Registers a listener, which receives one event at a time. To be called before the start. */
  public void listen(Consumer<GroupEventRecord> listener) {
    listeners.add(listener);
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    Instant at = Instant.ofEpochMilli(consumed.timestamp());
    GroupEvent event = reader.read(consumed.value(), at, Instant.now());
    take(new GroupEventRecord(event, at));
  }

  synchronized void take(GroupEventRecord record) {
    KnownMembers members = membersByGroup.get(record.event().groupId());
    if (members != null && !record.event().memberId().isEmpty() && members.admits(record)) {
      listeners.forEach(listener -> listener.accept(record));
    }
  }

  /** Starts to accept events of a group. */
  public synchronized void watch(String groupId) {
    membersByGroup.computeIfAbsent(groupId, id -> new KnownMembers());
  }

  /** Stops to accept events of a group. */
  public synchronized void forget(String groupId) {
    membersByGroup.remove(groupId);
  }

  /**
   * Applies the members that the coordinator reports, and passes on the events that waited for one
   * of them.
   */
  public synchronized void onPoll(String groupId, Set<String> memberIds, Instant at) {
    KnownMembers members = membersByGroup.get(groupId);
    if (members != null) {
      members
          .onPoll(memberIds, at)
          .forEach(record -> listeners.forEach(listener -> listener.accept(record)));
    }
  }

  /** Whether all events that were on the topic at the start have been passed on. */
  public boolean isCaughtUp() {
    return topicReader.isCaughtUp();
  }
}
