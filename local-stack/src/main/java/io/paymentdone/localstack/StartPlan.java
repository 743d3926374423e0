package io.paymentdone.localstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Steps of a start: each runs as soon as the steps before it are done. */
final class StartPlan {

  private final Terminal terminal;

  /** Platform threads: loading a class pins a virtual thread, and pinned carriers can deadlock. */
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().name("start-", 1).factory());

  private final List<Step> steps = new ArrayList<>();

  StartPlan(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Something to start. */
  @FunctionalInterface
  interface Action {

    /** Returns when the step is done. */
    void run() throws Exception;
  }

  /** A declared step; it has not begun. */
  record Step(String what, String where, Action action, List<Step> after) {}

  /** Declares a step that waits for others. */
  Step step(String what, String where, Action action, Step... after) {
    Step step = new Step(what, where, action, List.of(after));
    steps.add(step);
    return step;
  }

  /**
   * Runs all steps; returns when all are done.
   *
   * @throws StartException as soon as one fails
   */
  void run() {
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    List<CompletableFuture<Void>> futures = new ArrayList<>();
    for (Step step : steps) {
      CompletableFuture<?>[] before =
          step.after().stream()
              .map(earlier -> futures.get(steps.indexOf(earlier)))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture<Void> future =
          CompletableFuture.allOf(before).thenRunAsync(() -> run(step), threads);
      futures.add(
          future.whenComplete((done, failure) -> {
            if (failure != null) {
              outcome.completeExceptionally(failure);
            }
          }));
    }
    var _ =
        CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
            .thenRun(() -> outcome.complete(null));
    try {
      outcome.join();
    } catch (CompletionException e) {
      throw failure(e);
    }
  }

  private void run(Step step) {
    long begin = System.nanoTime();
    try {
      step.action().run();
    } catch (StartException e) {
      throw e;
    } catch (Exception e) {
      throw new StartException(failure(step, reason(e)), e);
    }
    terminal.done(step.what(), step.where(), Duration.ofNanos(System.nanoTime() - begin));
  }

  /** A service's reason begins with the service's name. */
  private static String failure(Step step, String reason) {
    return reason.startsWith(step.what()) ? reason : step.what() + " did not start: " + reason;
  }

  private static String reason(Exception e) {
    return Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
        .map(Throwable::getMessage)
        .filter(message -> message != null && !message.isBlank())
        .findFirst()
        .orElse(e.toString());
  }

  private static StartException failure(CompletionException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartException start) {
        return start;
      }
    }
    return new StartException("The start failed: " + e, e);
  }
}
