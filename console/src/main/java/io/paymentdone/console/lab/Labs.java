package io.paymentdone.console.lab;

import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
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

  /** Longer than the session of a killed consumer. */
  private static final Duration REMOVAL_MAX = Duration.ofSeconds(15);

  private static final Duration REMOVAL_MAX_AT_STOP = Duration.ofSeconds(2);
  private static final Duration EXPIRY_INTERVAL = Duration.ofSeconds(1);

  private final LabClients clients;
  private final LabLeftovers leftovers;
  private final ObjectProvider<ReplicaControl> localStack;
  private final Workers workers;
  private final JsonMapper json;
  private volatile @Nullable Lab current;
  private @Nullable Worker keeper;
  private boolean hasLeftovers;
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
  synchronized Lab begin(LabSettings plan) {
    if (!running) {
      throw ProblemException.of(
          ProblemCode.SHUTTING_DOWN, "The console is shutting down.", Duration.ofSeconds(2));
    }
    if (current != null) {
      throw ProblemException.of(
          ProblemCode.LAB_IS_ON, "There is a lab already; end it first.", Duration.ofSeconds(2));
    }
    String digits = Integer.toHexString(ThreadLocalRandom.current().nextInt());
    String id = "lab-" + "0".repeat(8 - digits.length()) + digits;
    Admin admin = clients.admin(id);
    Lab lab = null;
    try {
      int partitions = LabTopic.create(admin, id, plan);
      lab = new Lab(id, plan, admin, partitions, clients, workers, json);
      lab.start();
      current = lab;
      return lab;
    } catch (RuntimeException | Error e) {
      // The topic may exist, even if Kafka did not say so.
      hasLeftovers = true;
      if (lab == null) {
        admin.close(Duration.ofSeconds(1));
      } else {
        lab.end(Duration.ZERO);
      }
      throw e;
    }
  }

  Optional<Lab> current() {
    return Optional.ofNullable(current);
  }

  /** Ends a lab; returns when its consumers have ended and topic and group are deleted. */
  void end(Lab lab) {
    end(lab, REMOVAL_MAX);
  }

  private void end(Lab lab, Duration most) {
    boolean gone = false;
    try {
      gone = lab.end(most);
    } finally {
      synchronized (this) {
        hasLeftovers |= !gone;
        if (current == lab) {
          current = null;
        }
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
      end(lab);
    }
  }

  /** No lab starts meanwhile: its topic would be one of those that are removed. */
  private synchronized void removeLeftovers() {
    if (hasLeftovers && current == null) {
      hasLeftovers = !leftovers.remove(Duration.ZERO);
    }
  }

  @Override
  public synchronized void start() {
    running = true;
    if (localStack.getIfAvailable() != null) {
      hasLeftovers = true;
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
      end(lab, REMOVAL_MAX_AT_STOP);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
