package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabSettings.Assignor;
import io.paymentdone.console.lab.LabSettings.Commit;
import io.paymentdone.console.lab.LabSettings.Protocol;
import io.paymentdone.console.lab.LabSettings.Source;
import io.paymentdone.console.lab.LabSettings.Start;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Makes the exhibits of a museum, with their topics and groups; starts no consumer. */
final class MuseumBuilder {

  private static final int MAX_POLL_MILLIS = 15_000;
  private static final int RETENTION_MILLIS = (int) Duration.ofHours(1).toMillis();
  private static final int FETCH_BYTES_MAX = 256 << 10;
  private static final int FETCH_BYTES_MIN = 32 << 10;
  private static final int FETCH_WAIT_MILLIS = 1_000;

  /** So that a kill finds a consumer at work, and 20 payments per second are no backlog. */
  private static final List<Integer> ONE_CONSUMER = List.of(30);

  /** One is slower, as one of two machines may be. */
  private static final List<Integer> TWO_CONSUMERS = List.of(60, 5);

  private final String id;
  private final Admin admin;
  private final LabClients clients;
  private final JsonMapper json;
  private final LabEvents events = new LabEvents();

  /** A builder for a museum with this id. */
  MuseumBuilder(String id, Admin admin, LabClients clients, JsonMapper json) {
    this.id = id;
    this.admin = admin;
    this.clients = clients;
    this.json = json;
  }

  /** Where {@code payment-done} ends now: the same payments for all exhibits. */
  List<Long> ends() {
    int partitions = LabTopic.create(admin, id, settings(Commit.AFTER_WORK, null));
    Map<Integer, Long> found =
        new LabGroup(admin, id, Topics.PAYMENT_DONE, partitions).offsets(OffsetSpec.latest());
    List<Long> ends = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      ends.add(found.getOrDefault(partition, 0L));
    }
    return ends;
  }

  /**
   * An exhibit that has its topic and its groups.
   *
   * @param ends offsets of {@code payment-done} from which on it is given payments
   */
  MuseumDisplay build(MuseumExhibit exhibit, List<Long> ends) {
    return switch (exhibit) {
      case RIGHT -> group(exhibit, ends, Commit.AFTER_WORK, true);
      case COMMIT_BEFORE_WORK -> group(exhibit, ends, Commit.BEFORE_WORK, true);
      case NO_DEDUPLICATION -> group(exhibit, ends, Commit.AFTER_WORK, false);
      case NO_KEY, SAVE_THEN_SEND -> producer(exhibit, ends);
    };
  }

  /** A group that reads {@code payment-done}. */
  private MuseumDisplay group(
      MuseumExhibit exhibit, List<Long> ends, Commit commit, boolean deduplicates) {
    String name = id + "-" + exhibit.id();
    LabGroup group = startingAt(name, Topics.PAYMENT_DONE, ends);
    MuseumReader reader = reader(name, ends, deduplicates);
    MuseumStation readers =
        new MuseumStation(
            group, members(name, settings(commit, null), reader), reader, ONE_CONSUMER);
    return new MuseumDisplay(exhibit, List.of(name), readers, reader, null, null, () -> 0);
  }

  /** A producer that copies payments to a topic of the museum, and a right group that reads it. */
  private MuseumDisplay producer(MuseumExhibit exhibit, List<Long> ends) {
    boolean keyed = exhibit != MuseumExhibit.NO_KEY;
    String name = id + "-" + exhibit.id();
    LabSettings own = settings(Commit.AFTER_WORK, ends.size());
    LabTopic.create(admin, name, own);
    List<Long> beginning = Collections.nCopies(ends.size(), 0L);
    LabGroup group = startingAt(name, name, beginning);
    MuseumReader reader = reader(name, beginning, true);
    MuseumStation readers =
        new MuseumStation(
            group, members(name, own, reader), reader, keyed ? ONE_CONSUMER : TWO_CONSUMERS);

    String sender = id + "-" + exhibit.senderId();
    LabGroup senderGroup = startingAt(sender, Topics.PAYMENT_DONE, ends);
    // Last, because it has a thread: what fails before it leaves nothing behind.
    MuseumProducer producer = new MuseumProducer(name, keyed, clients.producer(sender));
    MuseumWork work = keyed ? new SaveThenSend(producer) : new KeylessCopy(producer);
    LongSupplier neverSent = work instanceof SaveThenSend saving ? saving::lost : () -> 0;
    LabSettings plan = settings(keyed ? Commit.BEFORE_WORK : Commit.AFTER_WORK, null);
    MuseumStation senders =
        new MuseumStation(senderGroup, members(sender, plan, work), work, ONE_CONSUMER);
    return new MuseumDisplay(
        exhibit, List.of(name, sender), readers, reader, senders, producer, neverSent);
  }

  /** A kill before the first commit of a consumer repeats from there, too. */
  private LabGroup startingAt(String name, String topic, List<Long> offsets) {
    LabGroup group = new LabGroup(admin, name, topic, offsets.size());
    group.startAt(offsets);
    return group;
  }

  private MuseumReader reader(String name, List<Long> bases, boolean deduplicates) {
    LabCounts counts = new LabCounts(false, bases, json, events);
    return new MuseumReader(counts, new LabForeigners(name, events, counts), deduplicates);
  }

  private LabMembers members(String name, LabSettings plan, MuseumWork work) {
    String topic = plan.readsOwnTopic() ? name : Topics.PAYMENT_DONE;
    return new LabMembers(
        name,
        plan.fixed(),
        events,
        (n, clientId) ->
            new LabMember(
                n,
                clientId,
                events,
                Duration.ofMillis(plan.maxPollIntervalMs()),
                member ->
                    new MemberLoop(
                        member,
                        topic,
                        plan,
                        work,
                        commits ->
                            clients.consumer(plan, name, clientId, fetching(plan), commits))));
  }

  /** Payments are fetched once a second, so that a consumer dies with some of them in hand. */
  private static Map<String, Object> fetching(LabSettings plan) {
    return Map.of(
        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
        FETCH_BYTES_MAX,
        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
        plan.readsOwnTopic() ? ConsumerConfig.DEFAULT_FETCH_MIN_BYTES : FETCH_BYTES_MIN,
        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
        plan.readsOwnTopic() ? ConsumerConfig.DEFAULT_FETCH_MAX_WAIT_MS : FETCH_WAIT_MILLIS);
  }

  /**
   * A plan for consumers.
   *
   * @param partitions of a topic of the museum; null for {@code payment-done}
   */
  private static LabSettings settings(Commit commit, @Nullable Integer partitions) {
    return new LabSettings(
        partitions == null ? Source.PAYMENT_DONE : Source.OWN,
        partitions,
        partitions == null ? null : Integer.valueOf(RETENTION_MILLIS),
        Protocol.CONSUMER,
        Assignor.UNIFORM,
        false,
        commit,
        Start.BEGINNING,
        MAX_POLL_MILLIS);
  }
}
