package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.StoredPayment;
import io.paymentdone.web.openapi.AfterParameter;
import io.paymentdone.web.openapi.LimitParameter;
import io.paymentdone.web.openapi.ProblemResponse;
import io.paymentdone.web.openapi.UserIdParameter;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.CallerCheck;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /payments}. */
@Tag(name = "Payments", description = "Made once each, and read")
@RestController
@RequestMapping(path = "/payments", produces = MediaType.APPLICATION_JSON_VALUE)
class PaymentController {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final PaymentHandler handler;
  private final PaymentQueries queries;

  PaymentController(PaymentHandler handler, PaymentQueries queries) {
    this.handler = handler;
    this.queries = queries;
  }

  /** Takes the payments that {@link OrdinaryPaymentFilter} leaves. */
  @Operation(
      operationId = "pay",
      summary = "Makes a payment",
      description =
          "With an Idempotency-Key a request may be repeated: it makes one payment, and each"
              + " repetition has the answer of the first to the byte. A request without a key is a"
              + " payment of its own each time.")
  @ProblemResponse(
      status = 422,
      code = "idempotency-key-reused",
      when = "The Idempotency-Key belongs to another payment; nothing was stored.")
  @ProblemResponse(
      status = 503,
      code = "outcome-unknown",
      when = "Whether it was stored is not known: repeat it with the same key to find out.")
  @ProblemResponse(
      status = 503,
      code = "relay-backlog",
      when = "Too much waits to be published, so nothing was stored; try again after Retry-After.")
  @ProblemResponse(
      status = 503,
      code = "relay-slot-taken",
      when = "Another deployment has this one's replication slot; nothing was stored.")
  @ApiResponse(
      responseCode = "201",
      description = "The payment is stored, now or by an earlier request with the same key",
      headers = {
        @Header(
            name = HttpHeaders.LOCATION,
            description = "Where the payment is",
            schema = @Schema(type = "string")),
        @Header(
            name = PaymentHandler.REPLAYED,
            description = "true when an earlier request stored it; absent otherwise",
            schema = @Schema(type = "boolean"))
      },
      content = @Content(schema = @Schema(implementation = StoredPayment.class)))
  @Parameter(
      in = ParameterIn.HEADER,
      name = IdempotencyKey.HEADER,
      description =
          "One per payment: 1 to 255 printable ASCII characters, without a comma or in quotes",
      schema = @Schema(type = "string", minLength = 1, maxLength = 255),
      example = "order-42")
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  void pay(
      @RequestBody PaymentRequest body, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Principal caller = request.getUserPrincipal();
    String name = CallerCheck.name(caller);
    handler.take(PaymentHandler.order(body, name, request), response);
  }

  /** One payment. */
  @Operation(operationId = "payment", summary = "A payment")
  @ProblemResponse(status = 404, code = "not-found", when = "There is no such payment.")
  @GetMapping("/{id}")
  StoredPayment byId(
      @Parameter(
              description = "Id of the payment, a UUID in lower case",
              schema = @Schema(type = "string", format = "uuid"),
              example = StoredPayment.EXAMPLE_ID)
          @PathVariable
          String id) {
    return queries.byId(parse(id));
  }

  /** Only the canonical form: each payment has one address. */
  private static UUID parse(String id) {
    if (!UUID_FORM.matcher(id).matches()) {
      throw ProblemException.of(ProblemCode.NOT_FOUND, "There is no such payment.");
    }
    return UUID.fromString(id);
  }

  /** A page of a user's payments. */
  @Operation(operationId = "payments", summary = "A user's payments, newest first")
  @GetMapping
  Page<StoredPayment> byUser(
      @UserIdParameter @RequestParam(required = false) @Nullable String userId,
      @LimitParameter @RequestParam(required = false) @Nullable String limit,
      @AfterParameter @RequestParam(required = false) @Nullable String after) {
    return queries.byUser(TextRule.userId(userId), PageLimit.parse(limit), after);
  }
}
