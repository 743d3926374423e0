package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.lab.LabSettings.Assignor;
import io.paymentdone.console.lab.LabSettings.Commit;
import io.paymentdone.console.lab.LabSettings.Protocol;
import io.paymentdone.console.lab.LabSettings.Source;
import io.paymentdone.console.lab.LabSettings.Start;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rebalance protocols side by side: a group of each reads the same topic, and one kill hits all
 * of them. Each partition is sent a record in the same interval, of one of two users in turn.
 */
final class Protocols extends LabExperiment {

  static final int PARTITIONS = 3;

  private static final Duration SEND_INTERVAL = Duration.ofMillis(100);
  private static final Duration LENGTH_MAX = Duration.ofMinutes(5);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);
  private static final int USERS_PER_PARTITION = 2;
  private static final int RETENTION_MILLIS = (int) Duration.ofHours(1).toMillis();
  private static final int MAX_POLL_MILLIS = 15_000;

  /** A few records, so that one with two partitions takes turns after a gap. */
  private static final int FETCH_BYTES = 2 << 10;

  private final long startedNanos = System.nanoTime();
  private final Admin admin;
  private final LabClients clients;
  private final Producer<byte[], byte[]> producer;
  private final List<ProtocolStation> stations = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private volatile @Nullable Long killedAt;
  private long rounds;

  /** A comparison that has no topic and no group before {@link #start}. */
  Protocols(String id, Admin admin, LabClients clients, Workers workers, JsonMapper json) {
    super(id, "protocols", admin, CLOSE_MAX, workers, json);
    this.admin = admin;
    this.clients = clients;
    // Last, because it has a thread: what fails before it leaves nothing behind.
    producer = clients.producer(id);
  }

  @Override
  void start() {
    String id = id();
    names.add(id);
    var _ = LabTopic.create(admin, id, settings(Protocol.CONSUMER));
    for (ProtocolGroup protocol : ProtocolGroup.values()) {
      String group = id + "-" + protocol.id();
      names.add(group);
      ProtocolLog log = new ProtocolLog(PARTITIONS, protocol == ProtocolGroup.SHARE, this::millis);
      stations.add(new ProtocolStation(protocol, group, members(protocol, group, log), log));
    }
    stations.forEach(ProtocolStation::start);
    tasks().start("protocols-send", SEND_INTERVAL, this::send);
    keepPushing("protocols-push", stream()::push);
  }

  private LabMembers members(ProtocolGroup protocol, String group, ProtocolLog log) {
    LabEvents events = new LabEvents();
    return new LabMembers(
        group,
        false,
        events,
        (n, clientId) ->
            new LabMember(
                n,
                clientId,
                events,
                Duration.ofMillis(MAX_POLL_MILLIS),
                member -> loop(protocol.protocol(), member, group, new ProtocolReader(n, log))));
  }

  private Runnable loop(
      @Nullable Protocol protocol, LabMember member, String group, MemberWork work) {
    if (protocol == null) {
      return new ShareLoop(
          member, id(), work, () -> clients.shareConsumer(group, member.clientId()));
    }
    LabSettings plan = settings(protocol);
    Map<String, Object> fetching =
        Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    return new MemberLoop(
        member,
        id(),
        plan,
        work,
        commits -> clients.consumer(plan, group, member.clientId(), fetching, commits));
  }

  private static LabSettings settings(Protocol protocol) {
    return new LabSettings(
        Source.OWN,
        PARTITIONS,
        RETENTION_MILLIS,
        protocol,
        protocol == Protocol.CONSUMER ? Assignor.UNIFORM : null,
        false,
        Commit.AFTER_WORK,
        Start.BEGINNING,
        MAX_POLL_MILLIS);
  }

  private long millis() {
    return Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
  }

  private void send() {
    long turn = rounds++ % USERS_PER_PARTITION;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      String user = "user" + (1 + partition + PARTITIONS * turn);
      byte[] value = LabRecord.value(user, rounds);
      var _ =
          producer.send(
              new ProducerRecord<>(id(), partition, user.getBytes(UTF_8), value),
              (metadata, failure) -> {
                if (failure == null) {
                  sent.incrementAndGet();
                }
              });
    }
  }

  @Override
  @Nullable String expired(Instant now) {
    return now.isAfter(startedAt().plus(LENGTH_MAX)) ? "its time is over" : null;
  }

  /**
   * Kills consumer 1 of each group, once; throws a 503 problem before all are at work, and a 409
   * problem afterwards.
   */
  void kill() {
    killedAt = ending().unlessBegun(this::killOnce);
  }

  private long killOnce() {
    if (killedAt != null) {
      throw ProblemException.of(
          ProblemCode.CANNOT_START, "A comparison has one kill; end it and start another.");
    }
    if (!stations.stream().allMatch(ProtocolStation::isWorking)) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          "Not every consumer is at work yet. Try again.",
          Duration.ofSeconds(2));
    }
    long now = millis();
    stations.forEach(ProtocolStation::kill);
    return now;
  }

  @Override
  ProtocolsState state() {
    return new ProtocolsState(
        id(),
        id(),
        stations.stream().map(ProtocolStation::state).toList(),
        sent.get(),
        millis(),
        killedAt,
        startedAt(),
        startedAt().plus(LENGTH_MAX));
  }

  @Override
  void endWork(Duration close, Duration members) {
    Deadline closing = Deadline.in(members);
    // First, so that the last state is not that of consumers that leave.
    tasks().end();
    stations.forEach(ProtocolStation::leave);
    stations.forEach(station -> LabEnding.step(() -> station.close(closing.left())));
    LabEnding.step(() -> producer.close(close));
  }

  @Override
  List<String> names() {
    return names;
  }
}
