package io.paymentdone.benchmarks.drain;

import io.paymentdone.benchmarks.stack.CpuTimes;
import io.paymentdone.benchmarks.stack.Stack;
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One backlog's way into the feed. */
public final class FeedDrain {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private FeedDrain() {}

  /**
   * How it went.
   *
   * @param cpuMicros CPU per event that each process used
   */
  public record Drained(double eventsPerSecond, Map<String, Double> cpuMicros) {}

  /** Sends events while the replicas stand still, then lets them go. */
  public static Drained run(Stack stack, List<ServiceProcess> replicas, int events) {
    long wanted = stack.topic().records() + events;
    replicas.forEach(ServiceProcess::freeze);
    try {
      new EventSource(stack.kafka().bootstrapServers()).send(events);
    } finally {
      replicas.forEach(ServiceProcess::thaw);
    }
    CpuTimes before = stack.cpu();
    long from = System.nanoTime();
    Waiting.require(
        TIMEOUT, "the events are in the feed", () -> stack.topic().recordsInFeed() >= wanted);
    double seconds = (System.nanoTime() - from) / 1e9;
    return new Drained(events / seconds, stack.cpu().microsPer(events, before));
  }
}
