package io.paymentdone.console.ledger;

import io.swagger.v3.oas.annotations.Operation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The counts of the ledger. */
@RestController
class LedgerController {

  private final Ledger ledger;

  LedgerController(Ledger ledger) {
    this.ledger = ledger;
  }

  @Operation(summary = "Payments accepted, on the topic, in feeds, lost, twice, out of order")
  @GetMapping("/api/ledger")
  LedgerCounts ledger() {
    return ledger.count();
  }
}
