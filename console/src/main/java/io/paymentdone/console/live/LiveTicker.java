package io.paymentdone.console.live;

import io.paymentdone.console.deadletters.DeadLetters;
import io.paymentdone.console.ledger.Ledger;
import io.paymentdone.console.tap.PaymentTap;
import io.paymentdone.console.traffic.TrafficRuns;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Pushes what belongs to no single group to all groups, while pages watch. */
@Component
class LiveTicker implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LiveTicker.class);
  private static final int FLOW_MILLIS = 200;
  private static final int COUNTS_MILLIS = 1_000;
  private static final int DEAD_LETTERS_MILLIS = 3_000;

  private final LiveGroups groups;
  private final PaymentTap tap;
  private final Ledger ledger;
  private final TrafficRuns runs;
  private final DeadLetters deadLetters;
  private volatile boolean running;

  LiveTicker(
      LiveGroups groups, PaymentTap tap, Ledger ledger, TrafficRuns runs, DeadLetters deadLetters) {
    this.groups = groups;
    this.tap = tap;
    this.ledger = ledger;
    this.runs = runs;
    this.deadLetters = deadLetters;
  }

  @Override
  public void start() {
    running = true;
    every(FLOW_MILLIS, "live-flow", this::flow);
    every(COUNTS_MILLIS, "live-counts", this::counts);
    every(DEAD_LETTERS_MILLIS, "live-dead-letters", this::deadLetters);
  }

  /** On threads of their own: requests, which are virtual threads, must not hold the page up. */
  private void every(int millis, String name, Runnable task) {
    var _ = Thread.ofPlatform().daemon().name(name).start(() -> repeat(millis, task));
  }

  private void repeat(int millis, Runnable task) {
    try {
      while (running) {
        TimeUnit.MILLISECONDS.sleep(millis);
        run(task);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("The pages miss an update", e);
    }
  }

  private void flow() {
    // Taken though nobody watches: what has gone by is not to come as one when somebody does.
    Map<Integer, Integer> in = tap.takeFlow();
    if (!groups.isWatched()) {
      return;
    }
    List<LiveGroup> all = groups.all();
    all.forEach(group -> group.flow(in, Instant.now()));
    runs.current().ifPresent(run -> all.forEach(group -> group.pushLatest("traffic", run)));
  }

  private void counts() {
    groups.pushPast();
    if (!groups.isWatched()) {
      return;
    }
    var hot = tap.hotUsers().lastMinute(Instant.now());
    groups.all().forEach(group -> group.pushLatest("hot", hot));
    var counted = ledger.count();
    groups.all().forEach(group -> group.pushLatest("ledger", counted));
  }

  private void deadLetters() {
    if (!groups.isWatched()) {
      return;
    }
    var newest = deadLetters.newest();
    groups.all().forEach(group -> group.pushLatest("dead", newest));
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
