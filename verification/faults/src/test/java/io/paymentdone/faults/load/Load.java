package io.paymentdone.faults.load;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * An open-model client: a payment is sent when its time has come, however long the answers to
 * earlier ones take.
 */
public final class Load implements AutoCloseable {

  private static final int REPETITIONS = 3;

  private final LoadProfile profile;
  private final String name;
  private final long seed;
  private final Supplier<List<Integer>> ports;
  private final RequestLog log;
  private final PaymentClient client = new PaymentClient();
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread pace;
  private volatile boolean stopped;

  private Load(
      LoadProfile profile, String name, long seed, Supplier<List<Integer>> ports, RequestLog log) {
    this.profile = profile;
    this.name = name;
    this.seed = seed;
    this.ports = ports;
    this.log = log;
    this.pace = Thread.ofPlatform().name("load").unstarted(this::run);
  }

  /**
   * Starts to send.
   *
   * @param name makes keys and descriptions unique among the loads on one system
   * @param ports of the payment services, asked before each payment
   */
  public static Load start(
      LoadProfile profile, String name, long seed, Supplier<List<Integer>> ports, RequestLog log) {
    Load load = new Load(profile, name, seed, ports, log);
    load.pace.start();
    return load;
  }

  private void run() {
    Random random = new Random(seed);
    long begin = System.nanoTime();
    for (long n = 0; !stopped; n++) {
      long due = begin + n * TimeUnit.SECONDS.toNanos(1) / profile.ratePerSecond();
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      submit(order(n, random), random);
    }
  }

  private Order order(long n, Random random) {
    boolean keyless = random.nextDouble() < profile.keylessShare();
    boolean hot = random.nextDouble() < profile.hotUserShare();
    int user = hot ? 0 : 1 + random.nextInt(Math.max(1, profile.users() - 1));
    String id = name + "-" + seed + "-" + n;
    return new Order(
        keyless ? null : id, "user-" + user, 1 + random.nextInt(1_000_000), "order " + id);
  }

  private void submit(Order order, Random random) {
    log.add(order);
    List<Integer> targets = ports.get();
    int first = random.nextInt(targets.size());
    boolean keyed = order.idempotencyKey() != null;
    boolean twice = random.nextDouble() < profile.duplicateShare() && keyed;
    boolean retry = random.nextDouble() < profile.retryShare() && keyed;
    requests.execute(() -> send(order, targets, first, retry));
    if (twice) {
      requests.execute(() -> send(order, targets, first + 1, retry));
    }
  }

  private void send(Order order, List<Integer> targets, int first, boolean retry) {
    try {
      Attempt attempt = client.send(order, targets.get(first % targets.size()));
      // With its key: whether the first was stored or not, it is one payment.
      if (retry && (attempt.status() == 0 || attempt.status() == 503)) {
        client.send(order, targets.get((first + 1) % targets.size()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends nothing new and waits for the answers that are out. */
  public void stop() throws InterruptedException {
    stopped = true;
    pace.join();
    requests.shutdown();
    if (!requests.awaitTermination(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("requests without an outcome after 60 s");
    }
  }

  /**
   * Repeats, with the same key, every payment that has one and whose outcome is unknown, as a
   * client does once the service is well again.
   *
   * @return how many are unknown still
   */
  public long resolveUnknown() throws InterruptedException {
    List<Integer> targets = ports.get();
    int n = 0;
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      for (Order order : unknown()) {
        client.send(order, targets.get(n++ % targets.size()));
      }
    }
    return unknown().size();
  }

  private List<Order> unknown() {
    return log.ordersOf(name).stream()
        .filter(order -> order.outcome() == Outcome.UNKNOWN && order.idempotencyKey() != null)
        .toList();
  }

  @Override
  public void close() {
    stopped = true;
    requests.shutdownNow();
    client.close();
  }
}
