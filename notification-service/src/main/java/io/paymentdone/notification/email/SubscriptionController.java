package io.paymentdone.notification.email;

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
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /subscriptions/{userId}}: a user's e-mail. As {@code /subscriptions?userId=} for names
 * that no path can hold, such as one with a slash.
 */
@Tag(name = "E-mail", description = "Which users get mail, where and in which language")
@RestController
@RequestMapping(
    path = {"/subscriptions/{userId}", "/subscriptions"},
    produces = MediaType.APPLICATION_JSON_VALUE)
class SubscriptionController {

  private final Subscriptions subscriptions;

  SubscriptionController(Subscriptions subscriptions) {
    this.subscriptions = subscriptions;
  }

  /** Stores a user's subscription. */
  @Operation(
      operationId = "subscribe",
      summary = "Sends a user's new feed entries by e-mail",
      description =
          "Replaces what the user had; a request may be repeated. Counts for entries that are"
              + " received after the response, and what waits goes to the new address.")
  @ProblemResponse(
      code = ProblemCode.EMAIL_NOT_CONFIGURED,
      when = "The operator has set no mail server, so nothing was stored.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "A user asks for another user.")
  @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  SubscriptionItem put(
      @UserIdParameter @PathVariable(name = "userId", required = false) @Nullable String inPath,
      @UserIdParameter @RequestParam(name = "userId", required = false) @Nullable String inQuery,
      @RequestBody SubscriptionRequest body,
      @Nullable Principal caller) {
    return subscriptions.put(userId(inPath, inQuery, caller), body).item();
  }

  /** A user's subscription. */
  @Operation(operationId = "subscription", summary = "A user's subscription")
  @ProblemResponse(
      code = ProblemCode.NOT_FOUND,
      when = "The user has no subscription, or is another user.")
  @GetMapping
  SubscriptionItem one(
      @UserIdParameter @PathVariable(name = "userId", required = false) @Nullable String inPath,
      @UserIdParameter @RequestParam(name = "userId", required = false) @Nullable String inQuery,
      @Nullable Principal caller) {
    return subscriptions.of(userId(inPath, inQuery, caller)).item();
  }

  /** Deletes a user's subscription. */
  @Operation(
      operationId = "unsubscribe",
      summary = "Ends a user's e-mail",
      description = "Also if there is none. What waits to be sent is not sent.")
  @ApiResponse(responseCode = "204", description = "The user has no subscription")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "A user asks for another user.")
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(
      @UserIdParameter @PathVariable(name = "userId", required = false) @Nullable String inPath,
      @UserIdParameter @RequestParam(name = "userId", required = false) @Nullable String inQuery,
      @Nullable Principal caller) {
    subscriptions.delete(userId(inPath, inQuery, caller));
  }

  private static String userId(
      @Nullable String inPath, @Nullable String inQuery, @Nullable Principal caller) {
    return Caller.of(caller).touching(TextRule.userId(inPath == null ? inQuery : inPath));
  }
}
