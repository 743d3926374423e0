package io.paymentdone.console.lab;

import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a lab does again and again, each on a thread of its own. */
final class LabTasks {

  private final Workers workers;
  private final List<Worker> tasks = new ArrayList<>();

  /** No task yet. */
  LabTasks(Workers workers) {
    this.workers = workers;
  }

  /** Starts a task, with a pause before each turn. */
  synchronized void start(String name, Duration pause, Runnable task) {
    tasks.add(
        workers.start(
            name,
            () -> {
              TimeUnit.MILLISECONDS.sleep(pause.toMillis());
              task.run();
            }));
  }

  /** Ends all tasks, each after its current turn. */
  synchronized void end() {
    tasks.forEach(task -> LabEnding.step(() -> workers.end(task)));
  }
}
