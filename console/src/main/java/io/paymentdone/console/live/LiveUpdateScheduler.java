package io.paymentdone.console.live;

import io.paymentdone.console.brokers.BrokerList;
import io.paymentdone.console.deadletters.DeadLetterList;
import io.paymentdone.console.endpoints.EndpointList;
import io.paymentdone.console.ledger.Ledger;
import io.paymentdone.console.payments.PaymentTopicReader;
import io.paymentdone.console.receiver.Receiver;
import io.paymentdone.console.traffic.TrafficRuns;
import io.paymentdone.console.workers.Readers;
import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Pushes the state that all groups share to all groups, on a fixed schedule, while pages watch. */
@Component
class LiveUpdateScheduler implements SmartLifecycle {

  private static final int THROUGHPUT_MILLIS = 200;
  private static final int COUNTS_MILLIS = 1_000;
  private static final int DEAD_LETTERS_MILLIS = 3_000;
  private static final int ENDPOINTS_MILLIS = 3_000;
  private static final int BROKERS_MILLIS = 2_000;

  private final LiveGroups groups;
  private final PaymentTopicReader payments;
  private final Ledger ledger;
  private final TrafficRuns runs;
  private final DeadLetterList deadLetters;
  private final ObjectProvider<Receiver> receiver;
  private final EndpointList endpoints;
  private final BrokerList brokers;
  private final Workers workers;
  private final List<Worker> tasks = new ArrayList<>();
  private volatile boolean running;

  LiveUpdateScheduler(
      LiveGroups groups,
      PaymentTopicReader payments,
      Ledger ledger,
      TrafficRuns runs,
      DeadLetterList deadLetters,
      ObjectProvider<Receiver> receiver,
      EndpointList endpoints,
      BrokerList brokers,
      Workers workers) {
    this.workers = workers;
    this.groups = groups;
    this.payments = payments;
    this.ledger = ledger;
    this.runs = runs;
    this.deadLetters = deadLetters;
    this.receiver = receiver;
    this.endpoints = endpoints;
    this.brokers = brokers;
  }

  @Override
  public void start() {
    running = true;
    every(THROUGHPUT_MILLIS, "live-throughput", this::throughput);
    every(COUNTS_MILLIS, "live-counts", this::counts);
    every(DEAD_LETTERS_MILLIS, "live-dead-letters", this::deadLetters);
    every(ENDPOINTS_MILLIS, "live-endpoints", this::endpoints);
    every(BROKERS_MILLIS, "live-brokers", this::brokers);
    receiver.ifAvailable(present -> every(COUNTS_MILLIS, "live-receiver", () -> receiver(present)));
  }

  /** Each task has a platform thread, so that busy virtual threads of requests cannot delay it. */
  private void every(int millis, String name, Runnable task) {
    tasks.add(
        workers.start(
            name,
            () -> {
              TimeUnit.MILLISECONDS.sleep(millis);
              task.run();
            }));
  }

  private void throughput() {
    // Drain the counter even without viewers; otherwise the next viewer would get the whole backlog
    // in one event.
    Map<Integer, Integer> written = payments.drainWritten();
    if (!groups.isWatched()) {
      return;
    }
    List<LiveGroup> all = groups.all();
    all.forEach(LiveGroup::pushOwnership);
    all.forEach(group -> group.pushThroughput(written, Instant.now()));
    runs.current().ifPresent(run -> all.forEach(group -> group.pushLatest("traffic", run)));
  }

  private void counts() {
    groups.pushPast();
    Readers readers = Readers.of(workers.all());
    groups.all().forEach(group -> group.pushLatest("readers", readers));
    if (!groups.isWatched()) {
      return;
    }
    var hot = payments.hotUsers().lastMinute(Instant.now(), payments.note());
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

  private void endpoints() {
    if (!groups.isWatched()) {
      return;
    }
    var known = endpoints.look();
    groups.all().forEach(group -> group.pushLatest("endpoints", known));
  }

  private void brokers() {
    if (!groups.isWatched()) {
      return;
    }
    var seen = brokers.look();
    groups.all().forEach(group -> group.pushLatest("brokers", seen));
  }

  /**
   * A page that opens learns at once whether there is a receiver, if it is off. For that alone
   * notification-service is not asked.
   */
  private void receiver(Receiver present) {
    boolean watched = groups.isWatched();
    if (watched || !present.isOn()) {
      var status = watched ? present.status() : present.statusUnasked();
      groups.all().forEach(group -> group.pushLatest("receiver", status));
    }
  }

  @Override
  public void stop() {
    running = false;
    tasks.forEach(workers::end);
    tasks.clear();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
