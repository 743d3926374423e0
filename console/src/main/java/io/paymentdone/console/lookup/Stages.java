package io.paymentdone.console.lookup;

import io.paymentdone.console.lookup.PaymentTrace.Stage;
import io.paymentdone.console.lookup.PaymentTrace.StageName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the stages of a payment in order. */
final class Stages {

  private final List<Stage> stages = new ArrayList<>();
  private @Nullable Instant first;
  private @Nullable Instant last;

  /** Adds a stage with a known time. */
  void add(StageName name, Instant at, String by) {
    stages.add(new Stage(name, at, null, by, millis(last, at)));
    first = first == null ? at : first;
    last = at;
  }

  /** Adds a stage whose time no component records. */
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

  /** The clocks of two machines may differ, so a negative difference counts as 0. */
  private static long millis(@Nullable Instant from, Instant to) {
    return from == null ? 0 : Math.max(0, Duration.between(from, to).toMillis());
  }
}
