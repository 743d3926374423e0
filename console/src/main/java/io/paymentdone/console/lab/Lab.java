package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabGroup.View;
import io.paymentdone.console.lab.LabMember.Ending;
import io.paymentdone.console.lab.LabState.PartitionState;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** One lab: a topic, a group, its consumers, and a producer if the topic is its own. */
final class Lab extends LabExperiment {

  private static final Duration LENGTH_MAX = Duration.ofMinutes(30);
  private static final Duration UNWATCHED_MAX = Duration.ofMinutes(5);
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

  private final String topic;
  private final LabSettings plan;
  private final LabEvents events = new LabEvents();
  private final LabGroup group;
  private final LabCounts counts;
  private final List<Long> bases;
  private final LabMembers members;
  private final LabForeigners foreigners;
  private final LabRates rates;
  private final @Nullable LabProducer producer;
  private volatile View view = View.NONE;

  /** A lab on a topic that exists; nothing runs before {@link #start}. */
  Lab(
      String id,
      LabSettings plan,
      Admin admin,
      int partitions,
      LabClients clients,
      Workers workers,
      JsonMapper json) {
    super(id, "lab", admin, CLOSE_MAX, workers, json);
    this.plan = plan;
    topic = plan.readsOwnTopic() ? id : Topics.PAYMENT_DONE;
    group = new LabGroup(admin, id, topic, partitions);
    bases = bases(partitions);
    counts = new LabCounts(plan.readsOwnTopic(), bases, json, events);
    foreigners = new LabForeigners(id, events, counts);
    rates = new LabRates(partitions, counts);
    members =
        new LabMembers(
            id,
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
                            counts,
                            commits -> clients.consumer(plan, id, clientId, commits))));
    // Last, because it has threads: what fails before it leaves nothing behind.
    producer =
        plan.readsOwnTopic()
            ? new LabProducer(topic, partitions, clients.producer(id), counts, events)
            : null;
  }

  private List<Long> bases(int partitions) {
    if (plan.readsOwnTopic()) {
      return Collections.nCopies(partitions, 0L);
    }
    boolean all = plan.start() == LabSettings.Start.BEGINNING;
    Map<Integer, Long> offsets = group.offsets(all ? OffsetSpec.earliest() : OffsetSpec.latest());
    List<Long> found = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      found.add(offsets.getOrDefault(partition, 0L));
    }
    return found;
  }

  @Override
  void start() {
    events.add(plan.readsOwnTopic() ? "topic " + topic + " is created" : "reads " + topic);
    if (producer != null) {
      producer.start();
    }
    tasks().start("lab-look", LOOK_INTERVAL, this::look);
    // Not with a look, which fails or waits while Kafka is away.
    tasks().start("lab-rates", LOOK_INTERVAL, rates::measure);
    keepPushing("lab-push", stream()::push);
  }

  private void look() {
    View now = group.look();
    counts.seen(now.starts());
    foreigners.seen(now);
    view = now;
    members.seen(now);
  }

  @Override
  @Nullable String expired(Instant now) {
    if (now.isAfter(startedAt().plus(LENGTH_MAX))) {
      return "its time is over";
    }
    return now.isAfter(stream().watchedAt().plus(UNWATCHED_MAX)) ? "no page watches it" : null;
  }

  void change(ProducerPlan wanted) {
    if (producer == null) {
      throw ProblemException.of(
          ProblemCode.CANNOT_START,
          "The lab reads payment-done, and payments come from POST /api/traffic.");
    }
    producer.change(wanted);
  }

  void add() {
    members.add();
  }

  void change(int n, @Nullable Integer msPerRecord, @Nullable Boolean frozen) {
    members.find(n).dial().set(msPerRecord, frozen);
  }

  /** Ends a consumer, and waits for a moment so that the state shows it. */
  void end(int n, Ending how, Duration most) throws InterruptedException {
    LabMember member = members.find(n);
    member.end(how);
    var _ = member.join(most);
  }

  /** Moves the committed offsets; the next look shows them. */
  List<OffsetReset.MovedOffset> reset(OffsetReset.Checked wanted) {
    List<OffsetReset.MovedOffset> moved =
        ending().unlessBegun(() -> group.reset(wanted.to(), wanted.time(), wanted.dryRun()));
    if (!wanted.dryRun()) {
      events.add("the committed offsets are moved");
    }
    return moved;
  }

  @Override
  LabState state() {
    View now = view;
    List<PartitionState> partitions =
        PartitionStates.of(bases, now, members.owners(now), rates::perSecond);
    return new LabState(
        id(),
        topic,
        id(),
        plan,
        startedAt(),
        startedAt().plus(LENGTH_MAX),
        now.at().isBefore(startedAt()) ? startedAt() : now.at(),
        producer == null ? null : producer.state(),
        members.states(now),
        partitions,
        counts.counts(now.committed(), members.inHand(), PartitionStates.onTopic(bases, now)),
        counts.usersPerPartition(),
        counts.usersOnSeveralPartitions(),
        events.newestFirst(),
        LabCommands.of(id(), topic, plan));
  }

  @Override
  void endWork(Duration close, Duration members) {
    if (producer != null) {
      LabEnding.step(() -> producer.close(close));
    }
    LabEnding.step(() -> this.members.close(members));
    // They would fail once the topic is deleted.
    tasks().end();
  }

  @Override
  List<String> names() {
    return List.of(id());
  }
}
