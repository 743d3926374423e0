package io.paymentdone.console.lab;

import io.paymentdone.console.workers.Workers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a console has one of at a time: a lab, the museum of mistakes, or a comparison. */
abstract class LabExperiment {

  private static final Duration PUSH_INTERVAL = Duration.ofMillis(250);
  private static final Duration MEMBERS_CLOSE_MAX = Duration.ofSeconds(5);

  private final String id;
  private final Instant startedAt = Instant.now();
  private final Admin admin;
  private final Duration closeMax;
  private final LabStream stream;
  private final LabTasks tasks;
  private final LabEnding ending = new LabEnding();

  /**
   * One of which nothing runs yet.
   *
   * @param event name of the stream's events with the state
   * @param closeMax how long the close of a producer takes at most, and that of the admin client,
   *     which closes with it
   */
  LabExperiment(
      String id, String event, Admin admin, Duration closeMax, Workers workers, JsonMapper json) {
    this.id = id;
    this.admin = admin;
    this.closeMax = closeMax;
    tasks = new LabTasks(workers);
    stream = new LabStream(id, event, json, this::state);
  }

  final String id() {
    return id;
  }

  final Instant startedAt() {
    return startedAt;
  }

  final LabStream stream() {
    return stream;
  }

  final LabTasks tasks() {
    return tasks;
  }

  final LabEnding ending() {
    return ending;
  }

  /** Begins to work; what it has made when this fails is removed by {@link #end}. */
  abstract void start();

  /** What pages are shown. */
  abstract Object state();

  /** Why it ends by itself now; null if it does not. */
  abstract @Nullable String expired(Instant now);

  /** Pushes to the pages, again and again. */
  final void keepPushing(String name, Runnable push) {
    tasks.start(name, PUSH_INTERVAL, push);
  }

  /** Whether it has ended, even if something is left of it. */
  final boolean isEnded() {
    return ending.isOver();
  }

  /**
   * Ends all that it started and deletes its topics and groups; returns when that is done, whoever
   * began it.
   *
   * @param most how long it takes at most; what Kafka has not answered by then may be left
   * @return whether topics and groups are gone
   */
  final boolean end(Duration most) {
    return ending.run(most, most.dividedBy(5), () -> endNow(most));
  }

  private boolean endNow(Duration most) {
    Duration share = most.dividedBy(5);
    Duration close = Deadline.shorter(closeMax, share);
    Deadline deadline = Deadline.in(most.minus(close));
    endWork(close, Deadline.shorter(MEMBERS_CLOSE_MAX, share.multipliedBy(2)));
    boolean gone = LabTopic.deleteAll(admin, names(), deadline);
    LabEnding.step(stream::end);
    LabEnding.step(() -> admin.close(close));
    return gone;
  }

  /**
   * Ends its consumers, producers and tasks.
   *
   * @param close how long the close of a producer takes at most
   * @param members how long the end of all consumers takes at most
   */
  abstract void endWork(Duration close, Duration members);

  /** Of its topics and groups. */
  abstract List<String> names();
}
