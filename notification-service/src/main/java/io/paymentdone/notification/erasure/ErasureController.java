package io.paymentdone.notification.erasure;

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
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code DELETE /users/{userId}}: erases a user. As {@code /users?userId=} for names that no path
 * can hold, such as one with a slash.
 */
@Tag(name = "Users", description = "What this service has of a user")
@RestController
class ErasureController {

  private final Erasure erasure;

  ErasureController(Erasure erasure) {
    this.erasure = erasure;
  }

  /** Erases a user. */
  @Operation(
      operationId = "erase",
      summary = "Erases a user: feed, read state, subscription, deliveries and dead letters",
      description =
          "Also if nobody knows the user; a request may be repeated. A feed of very many items"
              + " takes a while. Events that were received before and are read from the topic once"
              + " more are ignored; a payment that arrives later begins a new feed. A delivery that"
              + " is being sent may still arrive, once for each endpoint. Payments stay in"
              + " payment-service.")
  @ApiResponse(responseCode = "204", description = "Nothing of the user is left")
  @ProblemResponse(
      code = ProblemCode.ERASURE_INCOMPLETE,
      when = "Others had rows of the user locked, or the database failed; repeat the request.")
  @DeleteMapping({"/users/{userId}", "/users"})
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void erase(
      @UserIdParameter @PathVariable(name = "userId", required = false) @Nullable String inPath,
      @UserIdParameter @RequestParam(name = "userId", required = false) @Nullable String inQuery,
      @Nullable Principal caller) {
    erasure.erase(TextRule.userId(inPath == null ? inQuery : inPath), Caller.of(caller).name());
  }
}
