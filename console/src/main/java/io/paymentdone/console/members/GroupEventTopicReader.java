package io.paymentdone.console.members;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.topics.TopicReader;
import io.paymentdone.console.topics.TopicReaders;
import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the topic of group events and passes valid events to its listeners, beginning with those of
 * the last minutes.
 *
 * <p>Every producer of the topic can write any value, and the ids of members are public. An event
 * is accepted as far as the coordinator reports, or reported within the last seconds, its member
 * and that member's partitions; the member's client id is the coordinator's. An event that comes
 * before the coordinator is polled again waits for that poll. Events of groups that are not watched
 * are dropped. Of the events from before the start those are accepted that agree with the first
 * answer of the coordinator.
 */
@Component
public class GroupEventTopicReader {

  /** Most records read from before the start. */
  private static final long OLD_EVENTS_MAX = 50_000;

  /** Longest wait of the old events for the first answer of a coordinator. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private final GroupEventParser reader;
  private final TopicReader topicReader;
  private final List<Consumer<GroupEventRecord>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> contradictionListeners = new CopyOnWriteArrayList<>();
  private final Map<String, ReportedAssignments> assignmentsByGroup = new HashMap<>();
  private final CountDownLatch answered = new CountDownLatch(1);
  private boolean waited;

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

  /**
   * Registers a listener for groups of which a member reports partitions that its coordinator has
   * not assigned to it: the coordinator should be polled soon. To be called before the start.
   */
  public void listenForContradictions(Consumer<String> listener) {
    contradictionListeners.add(listener);
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    Instant at = Instant.ofEpochMilli(consumed.timestamp());
    GroupEvent event = reader.read(consumed.value(), at, Instant.now());
    if (!waited) {
      awaitFirstAnswer();
      waited = true;
    }
    take(new GroupEventRecord(event, at));
  }

  private void awaitFirstAnswer() {
    try {
      var _ = answered.await(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void take(GroupEventRecord record) {
    String groupId = record.event().groupId();
    ReportedAssignments assignments = assignmentsByGroup.get(groupId);
    if (assignments == null || record.event().memberId().isEmpty()) {
      return;
    }
    GroupEventRecord confirmed = assignments.confirmed(record);
    if (confirmed != null) {
      listeners.forEach(listener -> listener.accept(confirmed));
    }
    // Old events that differ from the present assignment are not wrong, but cannot be checked.
    if (isCaughtUp()) {
      assignments.hold(record, Instant.now());
      countRejected(assignments);
      if (assignments.contradicts(record)) {
        contradictionListeners.forEach(listener -> listener.accept(groupId));
      }
    }
  }

  private void countRejected(ReportedAssignments assignments) {
    long rejected = assignments.drainRejected();
    if (rejected > 0) {
      topicReader.reject(rejected, "an event that the group's coordinator does not confirm");
    }
  }

  /** Starts to accept events of a group. */
  public synchronized void watch(String groupId) {
    assignmentsByGroup.computeIfAbsent(groupId, id -> new ReportedAssignments());
  }

  /** Stops to accept events of a group. */
  public synchronized void forget(String groupId) {
    assignmentsByGroup.remove(groupId);
  }

  /**
   * Applies an answer of the coordinator, and passes on the events that waited for it.
   *
   * @param group null if the group does not exist
   */
  public synchronized void onPoll(String groupId, @Nullable GroupDetails group, Instant at) {
    ReportedAssignments assignments = assignmentsByGroup.get(groupId);
    if (assignments != null) {
      assignments
          .onPoll(group, at)
          .forEach(record -> listeners.forEach(listener -> listener.accept(record)));
      countRejected(assignments);
    }
    if (groupId.equals(Topics.NOTIFICATION_GROUP)) {
      answered.countDown();
    }
  }

  /** Whether all events that were on the topic at the start have been passed on. */
  public boolean isCaughtUp() {
    return topicReader.isCaughtUp();
  }

  /** Whether events are read as they come, so that a member without one publishes none. */
  public boolean isCurrent() {
    return isCaughtUp() && topicReader.status().running();
  }
}
