package io.paymentdone.benchmarks.load;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One run of requests from one thread: all state below is that thread's, so that there is no lock
 * and little CPU is taken from what is measured.
 */
public final class HttpLoad {

  /** Far more than a service may take to answer. */
  private static final Duration LAST_ANSWERS_TIMEOUT = Duration.ofSeconds(15);

  private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long LATENCY_MICROS_MAX = TimeUnit.MINUTES.toMicros(2);

  private final LoadPlan plan;
  private final Requests requests;
  private final AcceptedListener listener;
  private final EventLoop loop;
  private final CompletableFuture<LoadResult> finished = new CompletableFuture<>();

  private final List<Connection> connections = new ArrayList<>();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final BitSet accepted = new BitSet();
  private final Histogram latencyMicros = new Histogram(LATENCY_MICROS_MAX, 3);
  private final Map<String, Integer> problems = new TreeMap<>();
  private long begin;
  private int next;
  private int unanswered;
  private long acceptedInWindow;

  private HttpLoad(LoadPlan plan, Requests requests, AcceptedListener listener, EventLoop loop) {
    this.plan = plan;
    this.requests = requests;
    this.listener = listener;
    this.loop = loop;
  }

  /** Runs it to its end, the answers to the last payments included. */
  public static LoadResult run(LoadPlan plan, Requests requests, AcceptedListener listener) {
    try (var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory())) {
      EventLoop loop = group.next();
      HttpLoad load = new HttpLoad(plan, requests, listener, loop);
      loop.execute(load::connect);
      Duration limit = plan.warmUp().plus(plan.window()).plus(LAST_ANSWERS_TIMEOUT.multipliedBy(2));
      try {
        return load.finished.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
      } catch (CompletionException e) {
        throw new IllegalStateException("the load did not end: " + load.problems, e);
      } finally {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
      }
    }
  }

  private void connect() {
    List<CompletableFuture<?>> opened = new ArrayList<>();
    for (int i = 0; i < plan.connections(); i++) {
      Connection connection = new Connection(this, loop, plan.port());
      connections.add(connection);
      opened.add(connection.open());
    }
    var _ =
        CompletableFuture.allOf(opened.toArray(CompletableFuture[]::new))
            .whenComplete((none, failure) -> {
              if (failure == null) {
                start();
              } else {
                finished.completeExceptionally(failure);
              }
            });
  }

  private void start() {
    begin = System.nanoTime();
    if (plan.isOpen()) {
      idle.addAll(connections);
      startClock();
    } else {
      connections.forEach(this::sendAtOnce);
    }
    var _ =
        loop.schedule(
            this::finish, plan.endNanos(0) + LAST_ANSWERS_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Not the event loop's own timer: while less than half a millisecond is left that one spins, and
   * it took a third of the machine.
   */
  private void startClock() {
    var _ =
        Thread.ofPlatform()
            .daemon()
            .name("load-clock")
            .start(() -> {
              try {
                while (!finished.isDone()) {
                  LockSupport.parkNanos(TICK_NANOS);
                  loop.execute(this::tick);
                }
              } catch (RejectedExecutionException e) {
                // The run has ended meanwhile, and its event loop with it.
                return;
              }
            });
  }

  /** Open model: what was due by now goes out, as far as connections are free. */
  private void tick() {
    long now = System.nanoTime();
    long due = due(Math.min(now, plan.endNanos(begin)));
    while (next < due && !idle.isEmpty()) {
      send(idle.poll(), intended(next));
    }
    if (now >= plan.endNanos(begin) && next >= due) {
      finishIfAnswered();
    }
  }

  private long due(long now) {
    return (long) ((now - begin) / 1e9 * plan.ratePerSecond());
  }

  private long intended(int number) {
    return begin + (long) (number * 1e9 / plan.ratePerSecond());
  }

  private void sendAtOnce(Connection connection) {
    long now = System.nanoTime();
    if (now < plan.endNanos(begin)) {
      send(connection, now);
    } else {
      finishIfAnswered();
    }
  }

  private void send(Connection connection, long intendedNanos) {
    unanswered++;
    connection.send(requests, next++, intendedNanos);
  }

  /** A complete answer has come. */
  void answered(Connection connection, int status, String location) {
    unanswered--;
    if (status == requests.acceptedStatus()) {
      accept(connection.number(), connection.intendedNanos(), location);
    } else {
      problem("status " + status);
    }
    release(connection);
  }

  /** There will be no answer. */
  void unanswered(Connection connection, Throwable cause) {
    unanswered--;
    problem(cause.toString());
    release(connection);
  }

  private void release(Connection connection) {
    if (!plan.isOpen()) {
      sendAtOnce(connection);
    } else if (next < due(System.nanoTime()) && next < due(plan.endNanos(begin))) {
      send(connection, intended(next));
    } else {
      idle.add(connection);
      if (System.nanoTime() > plan.endNanos(begin)) {
        finishIfAnswered();
      }
    }
  }

  private void accept(int number, long intendedNanos, String location) {
    accepted.set(number);
    long now = System.nanoTime();
    long sinceBegin = now - begin - plan.warmUp().toNanos();
    if (sinceBegin >= 0 && sinceBegin < plan.window().toNanos()) {
      acceptedInWindow++;
      long micros = TimeUnit.NANOSECONDS.toMicros(now - intendedNanos);
      latencyMicros.recordValue(Math.clamp(micros, 0, LATENCY_MICROS_MAX));
    }
    listener.accepted(number, intendedNanos, location);
  }

  private void problem(String what) {
    problems.merge(what, 1, Integer::sum);
  }

  private void finishIfAnswered() {
    if (unanswered == 0 && !finished.isDone()) {
      finish();
    }
  }

  private void finish() {
    if (unanswered > 0) {
      problems.merge("not answered", unanswered, Integer::sum);
    }
    connections.forEach(Connection::close);
    finished.complete(
        new LoadResult(
            next, accepted, acceptedInWindow, plan.window(), latencyMicros, Map.copyOf(problems)));
  }
}
