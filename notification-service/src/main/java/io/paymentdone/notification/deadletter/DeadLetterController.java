package io.paymentdone.notification.deadletter;

import io.paymentdone.web.openapi.AfterParameter;
import io.paymentdone.web.openapi.LimitParameter;
import io.paymentdone.web.openapi.ProblemResponse;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /dead-letters}: rejected records and their redrive. */
@Tag(name = "Dead letters", description = "Records that are no valid events")
@RestController
@RequestMapping("/dead-letters")
class DeadLetterController {

  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

  private final DeadLetters deadLetters;

  DeadLetterController(DeadLetters deadLetters) {
    this.deadLetters = deadLetters;
  }

  /** A page of all dead letters, newest first. */
  @Operation(operationId = "deadLetters", summary = "Rejected records, newest first")
  @GetMapping
  Page<DeadLetterItem> list(
      @LimitParameter @RequestParam(required = false) @Nullable String limit,
      @AfterParameter @RequestParam(required = false) @Nullable String after) {
    return deadLetters.page(PageLimit.parse(limit), after);
  }

  /** Redrives a dead letter. */
  @Operation(
      operationId = "redrive",
      summary = "Puts a dead letter back on the topic, once",
      description =
          "A repeated request returns the item and publishes nothing: a record that is still"
              + " invalid has come back as a new dead letter, which can be redriven in turn. After"
              + " a problem the item is not marked as redriven.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "There is no such dead letter.")
  @ProblemResponse(
      code = ProblemCode.REDRIVE_UNDER_WAY,
      when = "Another request redrives it; read its state again.")
  @ProblemResponse(
      code = ProblemCode.CONTENT_NOT_KEPT,
      when = "The record was too large to be stored, so there is nothing to redrive.")
  @ProblemResponse(
      code = ProblemCode.RECORD_TOO_LARGE,
      when = "The record is larger than the topic takes.")
  @ProblemResponse(
      code = ProblemCode.KAFKA_UNAVAILABLE,
      when = "Kafka did not acknowledge the record in time; repeat the request.")
  @ProblemResponse(
      code = ProblemCode.STOPPING,
      when = "This replica stops, and whether the record is back is not known; repeat the request.")
  @PostMapping("/{id}/redrive")
  DeadLetterItem redrive(
      @Parameter(
              description = "Id of the dead letter: 1 to 18 digits",
              schema = @Schema(type = "integer", format = "int64", minimum = "1"),
              example = "42")
          @PathVariable
          String id,
      @Nullable Principal caller) {
    if (!ID.matcher(id).matches()) {
      throw ProblemException.of(ProblemCode.NOT_FOUND, "A dead letter's id is a number.");
    }
    return deadLetters.redrive(Long.parseLong(id), Caller.of(caller).name());
  }
}
