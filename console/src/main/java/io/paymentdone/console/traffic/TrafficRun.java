package io.paymentdone.console.traffic;

import io.paymentdone.console.rebalances.Rebalance;
import io.paymentdone.console.services.PaymentApi;
import io.paymentdone.console.services.ServiceResponse;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.traffic.FeedAudit.Finding;
import io.paymentdone.console.traffic.TrafficState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run of test traffic: sends at a constant rate, then searches every accepted payment in the
 * feeds.
 */
final class TrafficRun {

  private static final Logger log = LoggerFactory.getLogger(TrafficRun.class);
  private static final int IN_FLIGHT_MAX = 64;
  private static final int AMOUNT_MAX = 20_000;
  private static final Duration TICK = Duration.ofMillis(20);
  private static final Duration CHECK_MAX = Duration.ofSeconds(90);
  private static final Duration CHECK_PAUSE = Duration.ofMillis(700);

  private final String id = Long.toString(System.currentTimeMillis(), 36);
  private final Instant startedAt = Instant.now();
  private final TrafficPlan.Checked plan;
  private final @Nullable String hotUser;
  private final PaymentSender sender;
  private final PaymentApi payments;
  private final FeedAudit audit;
  private final Function<List<SentPayment>, Long> onTopic;
  private final Supplier<Optional<Predicate<UUID>>> committed;
  private final Supplier<List<Rebalance>> rebalances;
  private final JsonMapper json;
  private final Queue<SentPayment> accepted = new ConcurrentLinkedQueue<>();
  private final AtomicLong acceptedCount = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private volatile Phase phase = Phase.SENDING;
  private volatile boolean stopped;
  private volatile @Nullable Instant endedAt;
  private volatile @Nullable Finding finding;
  private volatile @Nullable Long lost;
  private volatile @Nullable Long seenOnTopic;

  TrafficRun(
      TrafficPlan.Checked plan,
      PaymentSender sender,
      PaymentApi payments,
      Function<Instant, FeedAudit> audits,
      Function<List<SentPayment>, Long> onTopic,
      Supplier<Optional<Predicate<UUID>>> committed,
      Supplier<List<Rebalance>> rebalances,
      JsonMapper json) {
    this.plan = plan;
    this.sender = sender;
    this.payments = payments;
    this.audit = audits.apply(startedAt);
    this.onTopic = onTopic;
    this.committed = committed;
    this.rebalances = rebalances;
    this.json = json;
    this.hotUser =
        plan.hotUserShare() > 0
            ? "user" + (1 + ThreadLocalRandom.current().nextInt(plan.users()))
            : null;
  }

  void run() {
    try {
      send();
      phase = Phase.CHECKING;
      check();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | OutOfMemoryError e) {
      log.error("The test traffic failed before all of its payments were found in the feeds", e);
    } finally {
      endedAt = Instant.now();
      phase = Phase.DONE;
    }
  }

  void stop() {
    stopped = true;
  }

  private void send() throws InterruptedException {
    Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    long begin = System.nanoTime();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      while (!stopped && sent.get() < plan.payments()) {
        long elapsed = System.nanoTime() - begin;
        long due =
            Math.min(
                plan.payments(),
                1 + elapsed * plan.ratePerSecond() / Duration.ofSeconds(1).toNanos());
        while (!stopped && sent.get() < due) {
          inFlight.acquire();
          long number = sent.incrementAndGet();
          executor.execute(() -> {
            try {
              pay(number);
            } finally {
              inFlight.release();
            }
          });
        }
        TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
      }
    }
  }

  private void pay(long number) {
    String userId = user();
    String body =
        json.writeValueAsString(
            Map.of(
                "userId",
                userId,
                "amount",
                1 + ThreadLocalRandom.current().nextInt(AMOUNT_MAX),
                "currency",
                "EUR",
                "description",
                "test payment " + number));
    long posted = System.nanoTime();
    try {
      Optional<ServiceResponse> response =
          sender.send(body, "console-" + id + "-" + number, retries);
      long answered = System.nanoTime();
      if (response.isEmpty()) {
        unknown.incrementAndGet();
      } else if (response.get().status() == 201) {
        accepted.add(new SentPayment(payments.read(response.get()).id(), userId, posted, answered));
        acceptedCount.incrementAndGet();
      } else {
        failed.incrementAndGet();
      }
    } catch (InterruptedException e) {
      unknown.incrementAndGet();
      Thread.currentThread().interrupt();
    }
  }

  private String user() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (hotUser != null && random.nextDouble() < plan.hotUserShare()) {
      return hotUser;
    }
    return "user" + (1 + random.nextInt(plan.users()));
  }

  /** Reads the feeds until all payments are found, then once more for order and duplicates. */
  private void check() throws InterruptedException {
    List<SentPayment> all = List.copyOf(accepted);
    List<SentPayment> open = all;
    long deadline = System.nanoTime() + CHECK_MAX.toNanos();
    while (!open.isEmpty() && System.nanoTime() < deadline) {
      try {
        Optional<Finding> now = audit.audit(open);
        if (now.isEmpty()) {
          log.warn(
              "The feeds of the test traffic are too long to be checked: the run ends without a"
                  + " verdict");
          break;
        }
        open = FeedAudit.only(open, now.get().missing());
      } catch (ServiceUnavailableException e) {
        log.debug("The feeds cannot be read now; retrying", e);
      }
      if (!open.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(CHECK_PAUSE.toMillis());
      }
    }
    // Read before the feeds: a payment whose offset is committed by now must be in its feed.
    Optional<Predicate<UUID>> read = committed.get();
    try {
      Finding found = audit.audit(all).orElse(null);
      lost = found == null ? null : countLost(found, read);
      finding = found;
    } catch (ServiceUnavailableException e) {
      log.warn(
          "The feeds of the test traffic could not be read: the run ends without a verdict", e);
    }
    seenOnTopic = onTopic.apply(all);
  }

  /**
   * Missing payments that the group has read; null if some are missing and Kafka does not answer.
   */
  static @Nullable Long countLost(Finding found, Optional<Predicate<UUID>> read) {
    return found.missing().isEmpty()
        ? Long.valueOf(0)
        : read.map(isRead -> found.missing().stream().filter(isRead).count()).orElse(null);
  }

  TrafficState state() {
    Finding found = finding;
    Long missed = lost;
    return new TrafficState(
        id,
        phase,
        startedAt,
        plan.ratePerSecond(),
        plan.users(),
        plan.hotUserShare(),
        hotUser,
        plan.seconds(),
        plan.payments(),
        sent.get(),
        acceptedCount.get(),
        failed.get(),
        unknown.get(),
        retries.get(),
        seenOnTopic,
        found == null ? null : found.found(),
        found == null ? null : missed,
        found == null || missed == null ? null : found.missing().size() - missed,
        found == null ? null : found.twice(),
        found == null ? null : found.outOfOrder(),
        found == null ? null : longestGap(rebalances.get(), startedAt, endedAt));
  }

  /**
   * The longest gap of the rebalances that started in a time; null if there was no rebalance.
   *
   * @param to end of the time; null if it has not ended
   */
  static @Nullable Long longestGap(List<Rebalance> rebalances, Instant from, @Nullable Instant to) {
    Long longest = null;
    for (Rebalance rebalance : rebalances) {
      if (rebalance.startedAt().isBefore(from)
          || (to != null && rebalance.startedAt().isAfter(to))) {
        continue;
      }
      Long gap = rebalance.dataGapMillisMax();
      gap = gap == null ? rebalance.ownershipGapMillisMax() : gap;
      if (gap != null) {
        longest = longest == null ? gap : Long.valueOf(Math.max(longest, gap));
      }
    }
    return longest;
  }
}
