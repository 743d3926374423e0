package io.paymentdone.notification.feed;

import io.paymentdone.web.openapi.ProblemResponse;
import io.paymentdone.web.openapi.UserIdParameter;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.security.Caller;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /notifications/read} and {@code /notifications/unread}: what users have read. */
@Tag(name = "Read state", description = "What users have read of their feeds")
@RestController
class ReadController {

  private final ReadMarks marks;

  ReadController(ReadMarks marks) {
    this.marks = marks;
  }

  /** Marks an item and those after it in the feed as read. */
  @Operation(
      operationId = "markAsRead",
      summary = "Marks an item as read, and all that the user's feed lists after it",
      description =
          "An item that comes later is unread. The mark only moves forward: a request for an item"
              + " that is read already changes nothing, and a request may be repeated. Every open"
              + " stream of the user gets an event read.")
  @ProblemResponse(
      code = ProblemCode.UNKNOWN_ITEM,
      when = "The user's feed has no item with this id; what was read stays as it was.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "A user asks for another user.")
  @ApiResponse(responseCode = "204", description = "The item is read")
  @PutMapping(path = "/notifications/read", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void read(@RequestBody ReadRequest body, @Nullable Principal caller) {
    ReadRequest.Checked request = body.checked();
    marks.mark(Caller.of(caller).touching(request.userId()), request.upTo());
  }

  /** Counts a user's unread items. */
  @Operation(
      operationId = "unread",
      summary = "Number of a user's unread items",
      description = "Exact up to 100; with more, unread is 100 and capped is true.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "A user asks for another user.")
  @GetMapping(path = "/notifications/unread", produces = MediaType.APPLICATION_JSON_VALUE)
  ReadMarks.Unread unread(
      @UserIdParameter @RequestParam(required = false) @Nullable String userId,
      @Nullable Principal caller) {
    return marks.unread(Caller.of(caller).touching(TextRule.userId(userId)));
  }
}
