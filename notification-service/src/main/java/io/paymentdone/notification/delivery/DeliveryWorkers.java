package io.paymentdone.notification.delivery;

import io.paymentdone.web.logging.RepeatedFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Sends what waits in lanes: one thread claims lanes that are due, and each claimed lane has a
 * virtual thread ({@link LaneWorker}).
 *
 * <p>All replicas do so at the same time. After {@code kill -9} a lane is due again at the end of
 * its lease, and what was in flight is sent again with the same id.
 */
@Component
public class DeliveryWorkers implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(DeliveryWorkers.class);

  /** Every batch of events and the end of every lane are a reason to claim, not to read targets. */
  private static final Duration TARGETS_AGE_MAX = Duration.ofMillis(250);

  /** Time to give lanes back; those that are not wait for the end of their lease. */
  private static final long RELEASE_SECONDS = 1;

  private final List<Channel> channels;
  private final LaneTable lanes;
  private final Endings endings;
  private final DeliveryMetrics metrics;
  private final DeliveryProperties properties;
  private final RetrySchedule schedule;
  private final Clock clock;
  private final RepeatedFailure claiming;
  private final RepeatedFailure storing;
  private final RepeatedFailure unexpected;
  private final Map<Integer, TargetHealth> health = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();

  /** At most one permit: deliveries may be due. */
  private final Semaphore wakes = new Semaphore(0);

  private volatile @Nullable Run run;

  DeliveryWorkers(
      List<Channel> channels,
      LaneTable lanes,
      DeliveryMetrics metrics,
      DeliveryProperties properties,
      Clock clock) {
    this.channels = List.copyOf(channels);
    this.lanes = lanes;
    this.endings = new Endings(lanes);
    this.metrics = metrics;
    this.properties = properties;
    this.schedule =
        new RetrySchedule(properties.schedule(), () -> ThreadLocalRandom.current().nextLong());
    this.clock = clock;
    this.claiming = new RepeatedFailure(clock);
    this.storing = new RepeatedFailure(clock);
    this.unexpected = new RepeatedFailure(clock);
  }

  /** Says that deliveries may be due now, so that they need not wait for the next poll. */
  public void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  @Override
  public void start() {
    run = new Run();
  }

  @Override
  public boolean isRunning() {
    return run != null;
  }

  /** Attempts under way get time to end; those that do not are sent again by another replica. */
  @Override
  public void stop() {
    Run ending = run;
    run = null;
    if (ending != null) {
      ending.end();
    }
  }

  private TargetHealth health(int target, Channel channel) {
    Object address = channel.address(target);
    return health.compute(
        target,
        (number, known) ->
            known != null && known.address().equals(address)
                ? known
                : new TargetHealth(number + " (" + channel.name() + ")", address));
  }

  private final class Run {

    private final ExecutorService senders =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());
    private volatile boolean ending;

    /** By target, and when they were read: the poller's own. */
    private Map<Integer, Channel> channelOf = Map.of();

    private long readNanos = System.nanoTime() - TARGETS_AGE_MAX.toNanos();
    private final Thread poller = Thread.ofVirtual().name("delivery-poll").start(this::poll);

    void end() {
      ending = true;
      // Not interrupted: lanes that the database has just leased would wait for the end of the
      // lease.
      wake();
      long deadline = System.nanoTime() + properties.stopWithin().toNanos();
      try {
        poller.join(properties.stopWithin());
        senders.shutdown();
        long left = Math.max(0, deadline - System.nanoTime());
        if (!senders.awaitTermination(left, TimeUnit.NANOSECONDS)) {
          senders.shutdownNow();
          senders.awaitTermination(RELEASE_SECONDS, TimeUnit.SECONDS);
        }
      } catch (InterruptedException e) {
        senders.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }

    private void poll() {
      try {
        while (!ending) {
          if (!claimed()) {
            // A wake or the time is over: both are a reason to look again.
            if (wakes.tryAcquire(properties.pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
              wakes.drainPermits();
            }
          }
        }
      } catch (InterruptedException e) {
        log.debug("No further lanes are claimed");
      }
    }

    /** Claims what is due; whether there may be more and there is room for it. */
    private boolean claimed() {
      try {
        boolean more = claim();
        claiming.end();
        return more;
      } catch (OutOfMemoryError e) {
        // Ends the process.
        throw e;
      } catch (RuntimeException | Error e) {
        // Whatever it is: without this thread nothing would be delivered any more.
        if (claiming.isNews(e.getClass().getSimpleName())) {
          log.warn("Deliveries wait, because lanes cannot be claimed; this is retried", e);
        }
        return false;
      }
    }

    private boolean claim() {
      if (System.nanoTime() - readNanos >= TARGETS_AGE_MAX.toNanos()) {
        readTargets();
      }
      Map<Integer, Integer> slots = slots();
      if (slots.isEmpty()) {
        return false;
      }
      Map<Integer, Integer> taken = new HashMap<>();
      for (Claim claim : lanes.claim(slots)) {
        taken.merge(claim.target(), 1, Integer::sum);
        begin(claim, Objects.requireNonNull(channelOf.get(claim.target())));
      }
      return slots.entrySet().stream()
          .anyMatch(slot -> slot.getValue().equals(taken.get(slot.getKey())));
    }

    private void readTargets() {
      long nanos = System.nanoTime();
      Map<Integer, Channel> read = new HashMap<>();
      for (Channel channel : channels) {
        List<Integer> targets = channel.targets();
        long paused = targets.stream().filter(target -> health(target, channel).isPaused()).count();
        metrics.targets(channel.name(), targets, paused);
        targets.forEach(target -> read.put(target, channel));
      }
      health.keySet().retainAll(read.keySet());
      channelOf = read;
      readNanos = nanos;
    }

    /** Lanes that may be claimed of each target; in turn, so that none always gets what is left. */
    private Map<Integer, Integer> slots() {
      List<Map.Entry<Integer, Channel>> order = new ArrayList<>(channelOf.entrySet());
      Collections.shuffle(order);
      int free = properties.inFlight() - inFlight.get();
      Map<Integer, Integer> slots = new HashMap<>();
      for (Map.Entry<Integer, Channel> target : order) {
        TargetHealth state = health(target.getKey(), target.getValue());
        // At most half of what is free, so that a few slow targets do not take it all at once.
        int few = Math.min((free + 1) / 2, state.slots(properties.inFlightPerTarget()));
        if (few > 0) {
          slots.put(target.getKey(), few);
          free -= few;
        }
      }
      return slots;
    }

    private void begin(Claim claim, Channel channel) {
      TargetHealth target = health(claim.target(), channel);
      LaneWorker worker =
          new LaneWorker(
              channel,
              target,
              lanes,
              endings,
              schedule,
              metrics,
              properties,
              clock,
              storing,
              unexpected,
              () -> ending);
      target.claimed();
      inFlight.incrementAndGet();
      senders.execute(() -> {
        try {
          worker.send(claim);
        } catch (InterruptedException e) {
          log.debug("The service stops; the lane was given back");
        } catch (DataAccessException e) {
          if (storing.isNews(e.getClass().getSimpleName())) {
            log.warn("A lane was not given back; it is due again at the end of its lease", e);
          }
        } finally {
          target.released();
          inFlight.decrementAndGet();
          wake();
        }
      });
    }
  }
}
