package io.paymentdone.payment.api;

import static java.util.Objects.requireNonNull;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.payment.writer.StoredPayment;
import io.paymentdone.web.openapi.LimitParameter;
import io.paymentdone.web.openapi.ProblemResponse;
import io.paymentdone.web.openapi.UserIdParameter;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.Caller;
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
              + " repetition has the answer of the first to the byte. A key is kept as long as its"
              + " payment, and payments are not deleted. A request without a key is a payment of"
              + " its own each time.")
  @ProblemResponse(
      code = ProblemCode.IDEMPOTENCY_KEY_REUSED,
      when = "The Idempotency-Key belongs to another payment; nothing was stored.")
  @ProblemResponse(
      code = ProblemCode.OUTCOME_UNKNOWN,
      when = "Whether it was stored is not known: repeat it with the same key to find out.")
  @ProblemResponse(
      code = ProblemCode.RELAY_BACKLOG,
      when = "Too much waits to be published, so nothing was stored; try again after Retry-After.")
  @ProblemResponse(
      code = ProblemCode.RELAY_SLOT_TAKEN,
      when = "Another deployment has this one's replication slot; nothing was stored.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "A user asks for another user.")
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
      description = "One per payment: " + IdempotencyKey.DESCRIPTION,
      schema =
          @Schema(
              type = "string",
              minLength = 1,
              maxLength = IdempotencyKey.TEXT_LENGTH_MAX,
              pattern = IdempotencyKey.TEXT_PATTERN),
      example = "order-42")
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  void pay(
      @RequestBody PaymentRequest body, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Caller caller = Caller.of(request.getUserPrincipal());
    handler.take(PaymentHandler.order(body, caller, request), response);
  }

  /** One payment. */
  @Operation(operationId = "payment", summary = "A payment")
  @ProblemResponse(
      code = ProblemCode.NOT_FOUND,
      when = "There is no such payment, or the user who asks did not make it.")
  @GetMapping("/{id}")
  StoredPayment byId(
      @Parameter(
              description = "Id of the payment, a UUID in lower case",
              schema = @Schema(type = "string", format = "uuid"),
              example = StoredPayment.EXAMPLE_ID)
          @PathVariable
          String id,
      @Nullable Principal caller) {
    return queries.byId(parse(id), Caller.of(caller));
  }

  /** The cursor, for a client. */
  private static String ofAllUsers(Caller caller, String since) {
    if (caller.userId() != null) {
      throw ProblemException.of(
          ProblemCode.FORBIDDEN,
          "Only clients may list the payments of all users: with the scope payments:read.");
    }
    return since;
  }

  /** Only the canonical form: each payment has one address. */
  private static UUID parse(String id) {
    if (!UUID_FORM.matcher(id).matches()) {
      throw ProblemException.of(ProblemCode.NOT_FOUND, "There is no such payment.");
    }
    return UUID.fromString(id);
  }

  /** A page of payments. */
  @Operation(
      operationId = "payments",
      summary = "Payments of a user, of an idempotency key, or of all users since a cursor",
      description =
          "Exactly one of userId, idempotencyKey and since chooses the list. userId: the user's"
              + " payments, newest first, until next is null. idempotencyKey: the one payment that"
              + " the caller made with the key, or none. since: for clients, the payments of all"
              + " users in the order in which they were stored; next is never null, and a reader"
              + " goes on with it for ever, also after an empty page. It comes upon each payment"
              + " once, and a payment that is committed late is not passed over: those after it"
              + " wait. Filters go with userId and since, and may change from page to page; with"
              + " one, a page may have fewer items than limit although others follow.")
  @ProblemResponse(
      code = ProblemCode.INVALID_CURSOR,
      when =
          "This list did not give out the cursor after or since; or since lies after the newest"
              + " payment, because the database was restored.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "A user asks for another user.")
  @GetMapping
  Page<StoredPayment> list(
      @Parameter(
              description = "Chooses a user's payments. " + UserIdParameter.DESCRIPTION,
              schema =
                  @Schema(
                      type = "string",
                      minLength = 1,
                      maxLength = PaymentDone.USER_ID_LENGTH_MAX),
              example = "user1")
          @RequestParam(required = false)
          @Nullable String userId,
      @Parameter(
              description =
                  "Chooses the payment that the caller made with this Idempotency-Key: "
                      + IdempotencyKey.DESCRIPTION,
              schema =
                  @Schema(
                      type = "string",
                      minLength = 1,
                      maxLength = IdempotencyKey.TEXT_LENGTH_MAX,
                      pattern = IdempotencyKey.TEXT_PATTERN),
              example = "order-42")
          @RequestParam(required = false)
          @Nullable String idempotencyKey,
      @Parameter(
              description =
                  "Chooses the payments of all users after a cursor, which is next of the page"
                      + " before, as it was: at most 512 characters. Empty: from the first.",
              allowEmptyValue = true,
              schema = @Schema(type = "string", maxLength = 512),
              example = "AAAAAAAAACr7Hn1k2mWkWA")
          @RequestParam(required = false)
          @Nullable String since,
      @LimitParameter @RequestParam(required = false) @Nullable String limit,
      @Parameter(
              description =
                  "With userId: the cursor next of the page before, as it was: at most 512"
                      + " characters. The first page if absent.",
              schema = @Schema(type = "string", maxLength = 512),
              example = "AAAAAAAAACr7Hn1k2mWkWA")
          @RequestParam(required = false)
          @Nullable String after,
      @Parameter(
              description = "Only those with this createdAt or a later one (RFC 3339)",
              schema = @Schema(type = "string", format = "date-time"),
              example = "2026-11-29T09:00:00Z")
          @RequestParam(required = false)
          @Nullable String createdFrom,
      @Parameter(
              description = "Only those with an earlier createdAt (RFC 3339)",
              schema = @Schema(type = "string", format = "date-time"),
              example = "2026-11-30T09:00:00Z")
          @RequestParam(required = false)
          @Nullable String createdUntil,
      @Parameter(
              description = "Only those in this currency: an ISO 4217 alphabetic code",
              schema = @Schema(type = "string", pattern = "^[A-Z]{3}$"),
              example = "EUR")
          @RequestParam(required = false)
          @Nullable String currency,
      @Parameter(
              description = "Only those of at least so many minor units, whatever the currency",
              schema =
                  @Schema(
                      type = "integer",
                      format = "int64",
                      minimum = "1",
                      maximum = "" + PaymentDone.AMOUNT_MAX),
              example = "1000")
          @RequestParam(required = false)
          @Nullable String amountMin,
      @Parameter(
              description = "Only those of at most so many minor units, whatever the currency",
              schema =
                  @Schema(
                      type = "integer",
                      format = "int64",
                      minimum = "1",
                      maximum = "" + PaymentDone.AMOUNT_MAX),
              example = "5000")
          @RequestParam(required = false)
          @Nullable String amountMax,
      HttpServletRequest request) {
    Caller caller = Caller.of(request.getUserPrincipal());
    PaymentSelection selection = PaymentSelection.of(request.getParameterMap());
    int size = PageLimit.parse(limit);
    PaymentFilter filter =
        PaymentFilter.of(createdFrom, createdUntil, currency, amountMin, amountMax);
    return switch (selection) {
      case BY_USER -> queries.byUser(caller.touching(TextRule.userId(userId)), filter, size, after);
      case BY_KEY ->
          queries.byKey(
              caller.name(), IdempotencyKey.parseParameter(requireNonNull(idempotencyKey)));
      case SINCE -> queries.since(ofAllUsers(caller, requireNonNull(since)), filter, size);
    };
  }
}
