package io.paymentdone.console.lab;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a console has one of at a time: a lab, the museum of mistakes, or a comparison. */
interface LabExperiment {

  String id();

  /** Begins to work; what it has made when this fails is removed by {@link #end}. */
  void start();

  /** Why it ends by itself now; null if it does not. */
  @Nullable String expired(Instant now);

  /** Whether it has ended, even if something is left of it. */
  boolean isEnded();

  /**
   * Ends all that it started and deletes its topics and groups; returns when that is done, whoever
   * began it.
   *
   * @param most how long it takes at most; what Kafka has not answered by then may be left
   * @return whether topics and groups are gone
   */
  boolean end(Duration most);
}
