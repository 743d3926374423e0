package io.paymentdone.console.replica;

import io.paymentdone.console.replica.ReplicaControl.Ending;
import io.paymentdone.console.replica.ReplicaControl.Replica;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The replicas of the notification service; 404 {@code not-available} if the console does not run
 * them.
 */
@RestController
@RequestMapping("/api/replicas")
class ReplicaController {

  private static final String COMMANDS =
      "The console does not run the replicas here. With compose: docker compose up -d --scale"
          + " notification-service=N. On Kubernetes: kubectl -n payment-done scale"
          + " deployment/notification-service --replicas=N.";

  private final ObjectProvider<ReplicaControl> control;

  ReplicaController(ObjectProvider<ReplicaControl> control) {
    this.control = control;
  }

  /**
   * The requested number of replicas.
   *
   * @param count replicas to run, 0 to {@link ReplicaControl#REPLICAS_MAX}
   */
  record Scale(@Nullable Integer count) {}

  /**
   * The current replicas.
   *
   * @param count replicas that are up, including starting ones
   */
  record Replicas(long count, List<ReplicaView> replicas) {}

  /** A replica, with its state in lower case. */
  record ReplicaView(
      int n, String clientId, int port, @Nullable Long pid, String state, int restarts) {

    static ReplicaView of(Replica replica) {
      return new ReplicaView(
          replica.n(),
          replica.clientId(),
          replica.port(),
          replica.pid(),
          replica.state().name().toLowerCase(Locale.ROOT),
          replica.restarts());
    }
  }

  @Operation(summary = "The replicas of notification-service; in the local stack only")
  @GetMapping
  Replicas replicas() {
    return view(control());
  }

  @Operation(summary = "Start or stop replicas until this number runs")
  @PutMapping
  Replicas scale(@RequestBody Scale wanted) {
    ReplicaControl replicas = control();
    Integer count = wanted.count();
    if (count == null || count < 0 || count > ReplicaControl.REPLICAS_MAX) {
      throw invalid("/count", "must be a whole number from 0 to " + ReplicaControl.REPLICAS_MAX);
    }
    try {
      replicas.scale(count);
    } catch (IllegalStateException e) {
      String reason = e.getMessage();
      throw ProblemException.of(
          ProblemCode.CANNOT_START, reason == null ? "A consumer cannot be started." : reason);
    }
    return view(replicas);
  }

  @Operation(summary = "Stop one replica, or kill it with SIGKILL")
  @DeleteMapping("/{n}")
  Replicas end(@PathVariable int n, @RequestParam(defaultValue = "stop") String mode) {
    ReplicaControl replicas = control();
    if (!replicas.end(n, ending(mode))) {
      throw ProblemException.of(
          ProblemCode.NOT_FOUND, "No consumer with the number " + n + " is up.");
    }
    return view(replicas);
  }

  private static Ending ending(String mode) {
    return switch (mode) {
      case "stop" -> Ending.STOP;
      case "kill" -> Ending.KILL;
      default -> throw invalid("?mode", "must be stop or kill");
    };
  }

  private static ProblemException invalid(String pointer, String detail) {
    return ProblemException.invalid(List.of(new FieldProblem(pointer, "invalid", detail)));
  }

  private ReplicaControl control() {
    ReplicaControl replicas = control.getIfAvailable();
    if (replicas == null) {
      throw ProblemException.of(ProblemCode.NOT_AVAILABLE, COMMANDS);
    }
    return replicas;
  }

  private static Replicas view(ReplicaControl control) {
    List<Replica> replicas = control.replicas();
    return new Replicas(
        replicas.stream().filter(replica -> replica.state().isUp()).count(),
        replicas.stream().map(ReplicaView::of).toList());
  }
}
