package io.paymentdone.console.lab;

import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Labs, one at a time; only where the console starts the replicas: in the local stack. */
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

  /** Names of labs from before their topic is created until their end. */
  private final Set<String> inUse = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Lab current;
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

  /** Starts a lab without consumers; throws a 409 problem while there is one. */
  Lab begin(LabSettings plan) {
    claim();
    try {
      Lab lab = open(LabTopic.newName(), plan);
      if (publish(lab)) {
        return lab;
      }
      var _ = end(lab, END_MAX_AT_STOP);
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
          ProblemCode.LAB_IS_ON, "There is a lab already; end it first.", Duration.ofSeconds(2));
    }
    starting = true;
  }

  private synchronized void release() {
    starting = false;
  }

  /** Returns whether the console still runs. */
  private synchronized boolean publish(Lab lab) {
    if (running) {
      current = lab;
    }
    return running;
  }

  private static ProblemException shuttingDown() {
    return ProblemException.of(
        ProblemCode.SHUTTING_DOWN, "The console is shutting down.", Duration.ofSeconds(2));
  }

  private Lab open(String id, LabSettings plan) {
    inUse.add(id);
    Admin admin = null;
    Lab lab = null;
    try {
      admin = clients.admin(id);
      int partitions = LabTopic.create(admin, id, plan);
      lab = new Lab(id, plan, admin, partitions, clients, workers, json);
      lab.start();
      return lab;
    } catch (RuntimeException | Error e) {
      if (lab != null) {
        var _ = lab.end(Duration.ZERO);
      } else if (admin != null) {
        admin.close(Duration.ofSeconds(1));
      }
      // The topic may exist, even if Kafka did not say so.
      inUse.remove(id);
      schedule.ask();
      throw e;
    }
  }

  Optional<Lab> current() {
    return Optional.ofNullable(current);
  }

  /**
   * Ends a lab; returns when its consumers have ended, whoever began it.
   *
   * @return whether topic and group are deleted; what is left is removed later
   */
  boolean end(Lab lab) {
    return end(lab, END_MAX);
  }

  private boolean end(Lab lab, Duration most) {
    try {
      return lab.end(most);
    } finally {
      if (lab.isEnded()) {
        synchronized (this) {
          if (current == lab) {
            current = null;
          }
        }
        inUse.remove(lab.id());
        // Kafka may do late what it has not answered.
        schedule.ask();
      }
    }
  }

  /** Ends a lab whose time is over, and removes what labs have left behind. */
  private void keep() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(EXPIRY_INTERVAL.toMillis());
    Lab lab = current().orElse(null);
    if (lab == null) {
      removeLeftovers();
      return;
    }
    String why = lab.expired(Instant.now());
    if (why != null) {
      log.info("Lab {} ends: {}", lab.id(), why);
      var _ = end(lab);
    }
  }

  private void removeLeftovers() {
    if (!schedule.take(Instant.now())) {
      return;
    }
    boolean gone = false;
    try {
      gone = leftovers.remove(inUse::contains);
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
    Lab lab;
    synchronized (this) {
      running = false;
      lab = current;
      if (keeper != null) {
        workers.end(keeper);
      }
    }
    if (lab != null) {
      var _ = end(lab, END_MAX_AT_STOP);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
