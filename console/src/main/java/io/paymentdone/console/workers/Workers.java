package io.paymentdone.console.workers;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** All workers that should run, for health, metrics and the page. */
@Component
public final class Workers {

  private final List<Watched> watched = new CopyOnWriteArrayList<>();

  /** An empty list of workers. */
  public Workers(MeterRegistry metrics) {
    Gauge.builder("console.workers.failing", this, workers -> workers.failing().size())
        .description("Threads of the console that fail at the moment")
        .register(metrics);
  }

  private record Watched(Object owner, Supplier<WorkerStatus> status) {}

  /** Starts a worker and lists it until {@link #end}. */
  public Worker start(String name, Worker.Turn turn) {
    Worker worker = new Worker(name, Clock.systemUTC(), turn);
    watch(worker, worker::status);
    worker.start();
    return worker;
  }

  /** Ends a worker and removes it from the list. */
  public void end(Worker worker) {
    worker.close();
    forget(worker);
  }

  /** Lists an object that keeps its own status. */
  public void watch(Object owner, Supplier<WorkerStatus> status) {
    watched.add(new Watched(owner, status));
  }

  /** The opposite of {@link #watch}. */
  public void forget(Object owner) {
    watched.removeIf(entry -> entry.owner().equals(owner));
  }

  /** The status of each worker. */
  public List<WorkerStatus> all() {
    return watched.stream().map(entry -> entry.status().get()).toList();
  }

  /** The status of each worker that does not run. */
  List<WorkerStatus> failing() {
    return all().stream().filter(status -> !status.running()).toList();
  }
}
