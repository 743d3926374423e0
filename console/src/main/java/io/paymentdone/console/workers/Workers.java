package io.paymentdone.console.workers;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** All workers that should run, for who watches them. */
@Component
public final class Workers {

  private final List<Watched> watched = new CopyOnWriteArrayList<>();

  /** Without any. */
  public Workers(MeterRegistry metrics) {
    Gauge.builder("console.workers.failing", this, workers -> workers.failing().size())
        .description("Threads of the console that do not do now what they are for")
        .register(metrics);
  }

  private record Watched(Object owner, Supplier<WorkerStatus> status) {}

  /** Starts a worker and watches it until {@link #end}. */
  public Worker start(String name, Worker.Turn turn) {
    Worker worker = new Worker(name, Clock.systemUTC(), turn);
    watch(worker, worker::status);
    worker.start();
    return worker;
  }

  /** Ends a worker, which is watched no more. */
  public void end(Worker worker) {
    worker.close();
    forget(worker);
  }

  /** Watches what keeps its own status. */
  public void watch(Object owner, Supplier<WorkerStatus> status) {
    watched.add(new Watched(owner, status));
  }

  /** The opposite of {@link #watch}. */
  public void forget(Object owner) {
    watched.removeIf(one -> one.owner().equals(owner));
  }

  /** How each of them is. */
  public List<WorkerStatus> all() {
    return watched.stream().map(one -> one.status().get()).toList();
  }

  /** Those that do not run. */
  List<WorkerStatus> failing() {
    return all().stream().filter(status -> !status.running()).toList();
  }
}
