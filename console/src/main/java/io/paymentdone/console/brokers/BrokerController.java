package io.paymentdone.console.brokers;

import io.paymentdone.console.brokers.BrokerControl.Ending;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The brokers; to start or end one is 404 {@code not-available} if the console does not run them.
 */
@RestController
@RequestMapping("/api/brokers")
class BrokerController {

  private final BrokerList brokers;
  private final ObjectProvider<BrokerControl> control;

  BrokerController(BrokerList brokers, ObjectProvider<BrokerControl> control) {
    this.brokers = brokers;
    this.control = control;
  }

  @Operation(
      summary = "The brokers, and the leader and replicas of each partition of payment-done",
      description =
          "A broker that was killed is up until its session with the controllers has timed out,"
              + " 9 s after its last heartbeat.")
  @GetMapping
  Brokers brokers() {
    return brokers.look();
  }

  @Operation(summary = "Start a broker that has ended; in the local stack only")
  @PutMapping("/{id}")
  Brokers start(@PathVariable int id) {
    if (!control().start(id)) {
      throw ProblemException.of(
          ProblemCode.NOT_FOUND, "No broker with the id " + id + " has ended.");
    }
    return brokers.look();
  }

  @Operation(summary = "Stop one broker, or kill it with SIGKILL; in the local stack only")
  @DeleteMapping("/{id}")
  Brokers end(@PathVariable int id, @RequestParam(defaultValue = "stop") String mode) {
    if (!ended(id, ending(mode))) {
      throw ProblemException.of(ProblemCode.NOT_FOUND, "No broker with the id " + id + " runs.");
    }
    return brokers.look();
  }

  private boolean ended(int id, Ending ending) {
    try {
      return control().end(id, ending);
    } catch (IllegalStateException e) {
      String reason = e.getMessage();
      throw ProblemException.of(
          ProblemCode.BROKER_IS_NEEDED, reason == null ? "This broker is needed." : reason);
    }
  }

  private static Ending ending(String mode) {
    return switch (mode) {
      case "stop" -> Ending.STOP;
      case "kill" -> Ending.KILL;
      default ->
          throw ProblemException.invalid(
              List.of(new FieldProblem("?mode", "invalid", "must be stop or kill")));
    };
  }

  private BrokerControl control() {
    BrokerControl own = control.getIfAvailable();
    if (own == null) {
      throw ProblemException.of(
          ProblemCode.NOT_AVAILABLE,
          "The console does not run the brokers here. With compose: docker compose stop kafka, and"
              + " docker compose start kafka.");
    }
    return own;
  }
}
