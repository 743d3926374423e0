package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.StoredPayment;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.CallerCheck;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /payments}. */
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
  @ApiResponse(
      responseCode = "201",
      description = "The payment is stored, now or by an earlier request with the same key",
      headers = {
        @Header(name = HttpHeaders.LOCATION, description = "Where the payment is"),
        @Header(
            name = PaymentHandler.REPLAYED,
            description = "true when an earlier request stored it")
      },
      content = @Content(schema = @Schema(implementation = StoredPayment.class)))
  @Parameter(
      in = ParameterIn.HEADER,
      name = IdempotencyKey.HEADER,
      description =
          "One per payment: 1 to 255 printable ASCII characters, without a comma or in quotes")
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  void pay(
      @RequestBody PaymentRequest body, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Principal caller = request.getUserPrincipal();
    String name = CallerCheck.name(caller);
    handler.take(PaymentHandler.order(body, name, request), response);
  }

  @GetMapping("/{id}")
  StoredPayment byId(@PathVariable String id) {
    return queries.byId(parse(id));
  }

  /** Only the canonical form: each payment has one address. */
  private static UUID parse(String id) {
    if (!UUID_FORM.matcher(id).matches()) {
      throw ProblemException.of(HttpStatus.NOT_FOUND, "not-found", "There is no such payment.");
    }
    return UUID.fromString(id);
  }

  @GetMapping
  Page<StoredPayment> byUser(
      @RequestParam(required = false) @Nullable String userId,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String after) {
    return queries.byUser(TextRule.userId(userId), PageLimit.parse(limit), after);
  }
}
