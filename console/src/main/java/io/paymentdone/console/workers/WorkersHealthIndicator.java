package io.paymentdone.console.workers;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Down while a thread of the console fails; names the thread and the time. Not a part of readiness:
 * the page shows what the console still knows and what it does not, and a console that is not ready
 * could not be reached.
 */
@Component
class WorkersHealthIndicator implements HealthIndicator {

  private final Workers workers;

  WorkersHealthIndicator(Workers workers) {
    this.workers = workers;
  }

  @Override
  public Health health() {
    List<WorkerStatus> failing = workers.failing();
    if (failing.isEmpty()) {
      return Health.up().build();
    }
    Health.Builder down = Health.down();
    failing.forEach(worker ->
        down.withDetail(worker.name(), "since " + worker.since() + ": " + worker.reason()));
    return down.build();
  }
}
