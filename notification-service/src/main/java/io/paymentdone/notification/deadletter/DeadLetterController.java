package io.paymentdone.notification.deadletter;

import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.CallerCheck;
import io.swagger.v3.oas.annotations.Operation;
import java.security.Principal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /dead-letters}: rejected records and their redrive. */
@RestController
@RequestMapping("/dead-letters")
class DeadLetterController {

  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

  private final DeadLetters deadLetters;

  DeadLetterController(DeadLetters deadLetters) {
    this.deadLetters = deadLetters;
  }

  /** A page of all dead letters, newest first. */
  @GetMapping
  Page<DeadLetterItem> list(
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String after) {
    return deadLetters.page(PageLimit.parse(limit), after);
  }

  /** Redrives a dead letter. */
  @Operation(
      summary = "Puts a dead letter back on the topic, once",
      description =
          "A repeated request returns the item and publishes nothing: a record that is still"
              + " invalid has come back as a new dead letter, which can be redriven in turn. 409"
              + " redrive-under-way while another request redrives the item; 422 content-not-kept"
              + " or record-too-large; 503 with Retry-After if Kafka does not acknowledge or too"
              + " much memory is in use, and then the item is not marked as redriven.")
  @PostMapping("/{id}/redrive")
  DeadLetterItem redrive(@PathVariable String id, @Nullable Principal caller) {
    if (!ID.matcher(id).matches()) {
      throw ProblemException.of(
          HttpStatus.NOT_FOUND, "not-found", "A dead letter's id is a number.");
    }
    return deadLetters.redrive(Long.parseLong(id), CallerCheck.name(caller));
  }
}
