package io.paymentdone.console.lookup;

import io.paymentdone.console.lookup.PaymentTrace.StageName;
import io.paymentdone.console.lookup.PaymentTrace.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stages of a payment's way as they come. */
final class Stages {

  private final List<Stage> stages = new ArrayList<>();
  private @Nullable Instant first;
  private @Nullable Instant last;

  /** A stage of which the time is known. */
  void add(StageName name, Instant at, String by) {
    stages.add(new Stage(name, at, null, by, millis(last, at)));
    first = first == null ? at : first;
    last = at;
  }

  /** A stage that nothing keeps the time of. */
  void addUntimed(StageName name, Instant notAfter, String by) {
    stages.add(new Stage(name, null, notAfter, by, null));
  }

  List<Stage> inOrder() {
    return List.copyOf(stages);
  }

  boolean has(StageName name) {
    return stages.stream().anyMatch(stage -> stage.stage() == name);
  }

  long tookMillis() {
    return last == null ? 0 : millis(first, last);
  }

  /** Clocks of several machines: less than nothing is nothing. */
  private static long millis(@Nullable Instant from, Instant to) {
    return from == null ? 0 : Math.max(0, Duration.between(from, to).toMillis());
  }
}
