package io.paymentdone.console.workers;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Down while a thread of the console does not do what it is for; names it and since when. No part
 * of readiness: what the console still knows, and that it does not know the rest, is shown on the
 * page, and a page that nobody can reach shows neither.
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
