package io.paymentdone.console.deadletters;

import io.paymentdone.web.paging.Page;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Records that are not valid events, and their redrive. */
@RestController
@RequestMapping("/api/dead-letters")
class DeadLetterController {

  private final DeadLetterList deadLetters;

  DeadLetterController(DeadLetterList deadLetters) {
    this.deadLetters = deadLetters;
  }

  @Operation(summary = "The newest dead letters with their reasons, newest first")
  @GetMapping
  Page<DeadLetterView> newest() {
    DeadLetterList.Newest newest = deadLetters.newest();
    if (newest.note() != null) {
      throw ProblemException.of(ProblemCode.UNAVAILABLE, newest.note(), Duration.ofSeconds(2));
    }
    return new Page<>(newest.items(), null);
  }

  @Operation(
      summary = "Put a dead letter back on the topic",
      description =
          "Harmless if repeated: an event is received once, and a record that is still invalid"
              + " comes back as a new dead letter.")
  @PostMapping("/{id}/redrive")
  DeadLetterView redrive(@PathVariable long id) {
    return deadLetters.redrive(id);
  }
}
