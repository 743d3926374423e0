package io.paymentdone.console.lookup;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Lookup of single payments. */
@RestController
class LookupController {

  private final PaymentTraces traces;

  LookupController(PaymentTraces traces) {
    this.traces = traces;
  }

  @Operation(summary = "The trace of one payment: its stages with their times, and why it waited")
  @GetMapping("/api/payments/{id}")
  PaymentTrace trace(@PathVariable UUID id) {
    return traces
        .find(id)
        .orElseThrow(() ->
            ProblemException.of(
                ProblemCode.NOT_FOUND, "The console knows no payment with this id."));
  }
}
