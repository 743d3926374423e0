package io.paymentdone.console.lab;

import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The museum of mistakes: groups and producers with classic mistakes, given the same payments as
 * notification-service. One kill hits all of them.
 */
final class Museum extends LabExperiment {

  private static final Duration LENGTH_MAX = Duration.ofMinutes(10);
  private static final Duration UNWATCHED_MAX = Duration.ofMinutes(5);
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

  private final MuseumBuilder builder;
  private final MuseumReplica replica;
  private final List<MuseumDisplay> displays = new ArrayList<>();
  private final AtomicInteger kills = new AtomicInteger();

  /** A museum that has no exhibit before {@link #start}. */
  Museum(
      String id,
      Admin admin,
      MuseumBuilder builder,
      ReplicaControl replicas,
      Workers workers,
      JsonMapper json) {
    super(id, "museum", admin, CLOSE_MAX, workers, json);
    this.builder = builder;
    replica = new MuseumReplica(replicas);
  }

  @Override
  void start() {
    List<Long> ends = builder.ends();
    for (MuseumExhibit exhibit : MuseumExhibit.values()) {
      displays.add(builder.build(exhibit, ends));
    }
    stations().forEach(MuseumStation::keepUp);
    tasks().start("museum-look", LOOK_INTERVAL, this::look);
    keepPushing("museum-push", this::push);
  }

  private Stream<MuseumStation> stations() {
    return displays.stream().flatMap(display -> display.stations().stream());
  }

  private void look() {
    // Not of groups that are being deleted.
    stations().takeWhile(station -> !ending().isBegun()).forEach(MuseumStation::look);
  }

  private void push() {
    if (!ending().isBegun()) {
      stations().forEach(MuseumStation::keepUp);
    }
    stream().push();
  }

  @Override
  @Nullable String expired(Instant now) {
    if (now.isAfter(startedAt().plus(LENGTH_MAX))) {
      return "its time is over";
    }
    if (displays.stream().anyMatch(MuseumDisplay::isFull)) {
      return "it has counted as many payments as it can";
    }
    return now.isAfter(stream().watchedAt().plus(UNWATCHED_MAX)) ? "no page watches it" : null;
  }

  /**
   * Kills all consumers and producers, and a replica of notification-service; throws a 503 problem
   * while one of them is not at work.
   */
  void kill() {
    kills.set(ending().unlessBegun(this::killAll));
  }

  private int killAll() {
    if (!displays.stream().allMatch(MuseumDisplay::isWorking)) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          "Not every consumer of the museum is at work; after a kill the sessions of the dead ones"
              + " have to time out first. Try again.",
          Duration.ofSeconds(2));
    }
    stations().forEach(MuseumStation::kill);
    replica.kill();
    return kills.get() + 1;
  }

  @Override
  MuseumState state() {
    int killed = kills.get();
    return new MuseumState(
        id(),
        displays.stream().map(display -> display.state(killed > 0)).toList(),
        killed,
        replica.killed(),
        startedAt(),
        startedAt().plus(LENGTH_MAX));
  }

  @Override
  void endWork(Duration close, Duration members) {
    Deadline closing = Deadline.in(members);
    // All at once, and then one after the other.
    stations().forEach(MuseumStation::leave);
    stations().forEach(station -> LabEnding.step(() -> station.close(closing.left())));
    displays.stream()
        .map(MuseumDisplay::producer)
        .filter(Objects::nonNull)
        .forEach(producer -> LabEnding.step(() -> producer.close(close)));
    tasks().end();
  }

  @Override
  List<String> names() {
    return displays.stream().flatMap(display -> display.names().stream()).toList();
  }
}
