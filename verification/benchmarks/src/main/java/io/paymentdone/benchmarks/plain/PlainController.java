package io.paymentdone.benchmarks.plain;

import io.paymentdone.events.PaymentDone;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Payments over HTTP, and an endpoint that does nothing: what HTTP itself costs. */
@RestController
class PlainController {

  private final PlainPayments payments;

  PlainController(PlainPayments payments) {
    this.payments = payments;
  }

  @PostMapping("/payments")
  ResponseEntity<PaymentDone> create(
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody PlainRequest request)
      throws InterruptedException, ExecutionException {
    PaymentDone made = payments.make(request, key);
    return ResponseEntity.created(URI.create("/payments/" + made.paymentId())).body(made);
  }

  @PostMapping("/nothing")
  ResponseEntity<PlainRequest> nothing(@RequestBody PlainRequest request) {
    return ResponseEntity.created(URI.create("/nothing")).body(request);
  }

  @GetMapping("/readyz")
  String ready() {
    return "";
  }
}
