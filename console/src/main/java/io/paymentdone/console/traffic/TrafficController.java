package io.paymentdone.console.traffic;

import io.paymentdone.console.services.PaymentApi;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Test traffic, and single payments. */
@RestController
class TrafficController {

  private final TrafficRuns runs;
  private final PaymentApi payments;
  private final JsonMapper json;

  TrafficController(TrafficRuns runs, PaymentApi payments, JsonMapper json) {
    this.runs = runs;
    this.payments = payments;
    this.json = json;
  }

  /** A payment to send; payment-service validates the fields. */
  record NewPayment(
      @Nullable String userId,
      @Nullable Long amount,
      @Nullable String currency,
      @Nullable String description) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "NewPayment[amount=" + amount + ", currency=" + currency + "]";
    }
  }

  @Operation(summary = "Send test traffic; one run at a time")
  @PostMapping("/api/traffic")
  ResponseEntity<TrafficState> start(@RequestBody TrafficPlan plan) {
    return ResponseEntity.accepted().body(runs.start(plan.checked()));
  }

  @Operation(summary = "The current run, or the last one")
  @GetMapping("/api/traffic")
  TrafficState current() {
    return runs.current()
        .orElseThrow(() ->
            ProblemException.of(
                ProblemCode.NOT_FOUND, "No test traffic has been sent since the console started."));
  }

  @Operation(summary = "Stop sending; the accepted payments are still searched in the feeds")
  @DeleteMapping("/api/traffic")
  TrafficState stop() {
    runs.end();
    return current();
  }

  @Operation(summary = "Send one payment; the response is that of payment-service")
  @PostMapping("/api/payments")
  ResponseEntity<String> pay(@RequestBody NewPayment payment) {
    try {
      return payments
          .pay(json.writeValueAsString(payment), "console-" + UUID.randomUUID())
          .passedOn();
    } catch (ServiceUnavailableException e) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          "payment-service does not answer, so it is unknown whether the payment was accepted."
              + " Read the user's feed before you send it again.",
          Duration.ofSeconds(2));
    }
  }
}
