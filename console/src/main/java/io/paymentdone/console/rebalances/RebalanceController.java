package io.paymentdone.console.rebalances;

import io.paymentdone.events.Topics;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The rebalances of the last 30 days. */
@RestController
@RequestMapping("/api/rebalances")
class RebalanceController {

  private final RebalanceHistory history;

  RebalanceController(RebalanceHistory history) {
    this.history = history;
  }

  @Operation(summary = "The complete rebalances of a group, newest first")
  @GetMapping
  Page<Rebalance> newest(
      @RequestParam(defaultValue = Topics.NOTIFICATION_GROUP) String groupId,
      @RequestParam(required = false) @Nullable String limit) {
    return new Page<>(history.newest(groupId, PageLimit.parse(limit)), null);
  }

  @Operation(summary = "One rebalance")
  @GetMapping("/{id}")
  Rebalance one(@PathVariable String id) {
    return history
        .find(id)
        .orElseThrow(() ->
            ProblemException.of(
                ProblemCode.NOT_FOUND, "No complete rebalance of the last 30 days has this id."));
  }
}
