package io.paymentdone.console.lab;

import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Labs, museums of mistakes and comparisons of protocols, one at a time; only where the console
 * starts the replicas: in the local stack.
 */
@Component
class Labs implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Labs.class);

  /** Longer than the session of a killed consumer, and its end before. */
  private static final Duration END_MAX = Duration.ofSeconds(24);

  /** What is not gone by then is removed at the next start. */
  private static final Duration END_MAX_AT_STOP = Duration.ofSeconds(4);

  private static final Duration EXPIRY_INTERVAL = Duration.ofSeconds(1);

  private final LabClients clients;
  private final LabLeftovers leftovers;
  private final ObjectProvider<ReplicaControl> localStack;
  private final Workers workers;
  private final JsonMapper json;
  private final LeftoverSchedule schedule = new LeftoverSchedule();

  /**
   * Ids of labs, museums and comparisons from before their first topic is created until their end.
   */
  private final Set<String> inUse = ConcurrentHashMap.newKeySet();

  private volatile @Nullable LabExperiment current;
  private @Nullable Worker keeper;
  private boolean starting;
  private volatile boolean running;

  Labs(
      LabClients clients,
      LabLeftovers leftovers,
      ObjectProvider<ReplicaControl> localStack,
      Workers workers,
      JsonMapper json) {
    this.clients = clients;
    this.leftovers = leftovers;
    this.localStack = localStack;
    this.workers = workers;
    this.json = json;
  }

  /** The replicas of notification-service; throws a 404 problem outside of the local stack. */
  ReplicaControl replicas() {
    ReplicaControl replicas = localStack.getIfAvailable();
    if (replicas == null) {
      throw ProblemException.of(
          ProblemCode.NOT_AVAILABLE,
          "There is a lab in the local stack only: mvn -DskipTests package spring-boot:run.");
    }
    return replicas;
  }

  /** Starts a lab without consumers; throws a 409 problem while there is one, or a museum. */
  Lab begin(LabSettings plan) {
    return begin((id, admin) -> {
      int partitions = LabTopic.create(admin, id, plan);
      return new Lab(id, plan, admin, partitions, clients, workers, json);
    });
  }

  /** Starts a museum with all its consumers; throws a 409 problem while there is one, or a lab. */
  Museum beginMuseum() {
    ReplicaControl replicas = replicas();
    return begin((id, admin) ->
        new Museum(
            id, admin, new MuseumBuilder(id, admin, clients, json), replicas, workers, json));
  }

  /** Starts a comparison of protocols; throws a 409 problem while anything of a lab is on. */
  Protocols beginProtocols() {
    var _ = replicas();
    return begin((id, admin) -> new Protocols(id, admin, clients, workers, json));
  }

  private <T extends LabExperiment> T begin(BiFunction<String, Admin, T> make) {
    claim();
    try {
      T begun = open(LabTopic.newName(), make);
      if (publish(begun)) {
        return begun;
      }
      var _ = end(begun, END_MAX_AT_STOP);
      throw shuttingDown();
    } finally {
      release();
    }
  }

  /** Kafka is asked without the monitor, so that the console can stop meanwhile. */
  private synchronized void claim() {
    if (!running) {
      throw shuttingDown();
    }
    if (starting || current != null) {
      throw ProblemException.of(
          ProblemCode.LAB_IS_ON,
          "There is a lab, a museum of mistakes or a comparison already; end it first.",
          Duration.ofSeconds(2));
    }
    starting = true;
  }

  private synchronized void release() {
    starting = false;
  }

  /** Returns whether the console still runs. */
  private synchronized boolean publish(LabExperiment begun) {
    if (running) {
      current = begun;
    }
    return running;
  }

  private static ProblemException shuttingDown() {
    return ProblemException.of(
        ProblemCode.SHUTTING_DOWN, "The console is shutting down.", Duration.ofSeconds(2));
  }

  private <T extends LabExperiment> T open(String id, BiFunction<String, Admin, T> make) {
    inUse.add(id);
    Admin admin = null;
    T begun = null;
    try {
      admin = clients.admin(id);
      begun = make.apply(id, admin);
      begun.start();
      return begun;
    } catch (RuntimeException | Error e) {
      if (begun != null) {
        var _ = begun.end(Duration.ZERO);
      } else if (admin != null) {
        admin.close(Duration.ofSeconds(1));
      }
      // A topic may exist, even if Kafka did not say so.
      inUse.remove(id);
      schedule.ask();
      throw e;
    }
  }

  Optional<Lab> lab() {
    return current instanceof Lab lab ? Optional.of(lab) : Optional.empty();
  }

  Optional<Museum> museum() {
    return current instanceof Museum museum ? Optional.of(museum) : Optional.empty();
  }

  Optional<Protocols> protocols() {
    return current instanceof Protocols protocols ? Optional.of(protocols) : Optional.empty();
  }

  /** One that there is; throws a 404 problem if there is none, or outside of the local stack. */
  <T extends LabExperiment> T found(Optional<T> experiment, String name) {
    var _ = replicas();
    return experiment.orElseThrow(
        () -> ProblemException.of(ProblemCode.NOT_FOUND, "There is no " + name + " now."));
  }

  /**
   * Ends one for a request; throws a 503 problem if something of it is not deleted yet.
   *
   * @param name how a sentence about it begins
   * @param left what may not be deleted yet
   */
  void endOrReport(LabExperiment experiment, String name, String left) {
    if (!end(experiment)) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          name
              + (experiment.isEnded() ? " has ended" : " ends")
              + ", but "
              + left
              + " is not deleted yet. The console goes on trying.",
          Duration.ofSeconds(10));
    }
  }

  /**
   * Ends a lab, a museum or a comparison; returns when its consumers have ended, whoever began it.
   *
   * @return whether topics and groups are deleted; what is left is removed later
   */
  boolean end(LabExperiment experiment) {
    return end(experiment, END_MAX);
  }

  private boolean end(LabExperiment experiment, Duration most) {
    try {
      return experiment.end(most);
    } finally {
      if (experiment.isEnded()) {
        synchronized (this) {
          if (Objects.equals(current, experiment)) {
            current = null;
          }
        }
        inUse.remove(experiment.id());
        // Kafka may do late what it has not answered.
        schedule.ask();
      }
    }
  }

  /** Ends what is over, and removes what labs have left behind. */
  private void keep() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(EXPIRY_INTERVAL.toMillis());
    LabExperiment now = current;
    if (now == null) {
      removeLeftovers();
      return;
    }
    String why = now.expired(Instant.now());
    if (why != null) {
      log.info("Lab {} ends: {}", now.id(), why);
      var _ = end(now);
    }
  }

  private void removeLeftovers() {
    if (!schedule.take(Instant.now())) {
      return;
    }
    boolean gone = false;
    try {
      // The names of topics and groups begin with the id.
      gone = leftovers.remove(name -> inUse.stream().anyMatch(name::startsWith));
    } finally {
      if (!gone) {
        schedule.remains(Instant.now());
      }
    }
  }

  @Override
  public synchronized void start() {
    running = true;
    if (localStack.getIfAvailable() != null) {
      schedule.ask();
      keeper = workers.start("lab-keeper", this::keep);
    }
  }

  @Override
  public void stop() {
    LabExperiment last;
    synchronized (this) {
      running = false;
      last = current;
      if (keeper != null) {
        workers.end(keeper);
      }
    }
    if (last != null) {
      var _ = end(last, END_MAX_AT_STOP);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
