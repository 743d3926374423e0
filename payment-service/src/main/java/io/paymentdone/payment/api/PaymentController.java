package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.Outcome;
import io.paymentdone.payment.writer.PaymentOrder;
import io.paymentdone.payment.writer.PaymentWriter;
import io.paymentdone.web.Page;
import io.paymentdone.web.PageLimit;
import io.paymentdone.web.ProblemException;
import io.paymentdone.web.TextRule;
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
import java.util.Collections;
import java.util.List;
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
import tools.jackson.databind.json.JsonMapper;

/** {@code /payments}. */
@RestController
@RequestMapping(path = "/payments", produces = MediaType.APPLICATION_JSON_VALUE)
class PaymentController {

  /** Present and {@code true} when the answer is that of an earlier request with the same key. */
  static final String REPLAYED = "Idempotent-Replayed";

  /** The caller where nobody logs in. */
  private static final String ANONYMOUS = "anonymous";

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final PaymentWriter writer;
  private final PaymentQueries queries;
  private final JsonMapper json;

  PaymentController(PaymentWriter writer, PaymentQueries queries, JsonMapper json) {
    this.writer = writer;
    this.queries = queries;
    this.json = json;
  }

  /**
   * Writes its answer itself, in one piece: a fifth of the service's CPU time went into finding a
   * converter for it and sending it in chunks.
   */
  @ApiResponse(
      responseCode = "201",
      description = "The payment is stored, now or by an earlier request with the same key",
      headers = {
        @Header(name = HttpHeaders.LOCATION, description = "Where the payment is"),
        @Header(name = REPLAYED, description = "true when an earlier request stored it")
      },
      content = @Content(schema = @Schema(implementation = PaymentBody.class)))
  @Parameter(in = ParameterIn.HEADER, name = IdempotencyKey.HEADER, description = "One per payment")
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  void pay(
      @RequestBody PaymentRequest body, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    PaymentRequest.Checked payment = body.check();
    Principal caller = request.getUserPrincipal();
    Outcome outcome =
        writer.write(
            new PaymentOrder(
                caller == null ? ANONYMOUS : caller.getName(),
                IdempotencyKey.parse(lines(request, IdempotencyKey.HEADER)),
                payment.userId(),
                payment.amount(),
                payment.currency(),
                payment.description(),
                TraceParent.of(lines(request, TraceParent.HEADER))));
    switch (outcome) {
      case Outcome.Stored stored -> answer(stored, response);
      case Outcome.KeyReused _ -> throw keyReused();
      case Outcome.Failed failed -> throw failed.problem();
    }
  }

  private static List<String> lines(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }

  private void answer(Outcome.Stored stored, HttpServletResponse response) throws IOException {
    PaymentBody payment = PaymentBody.of(stored.payment());
    byte[] body = json.writeValueAsBytes(payment);
    response.setStatus(HttpServletResponse.SC_CREATED);
    response.setHeader(HttpHeaders.LOCATION, "/payments/" + payment.id());
    if (stored.replayed()) {
      response.setHeader(REPLAYED, "true");
    }
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static ProblemException keyReused() {
    return ProblemException.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "idempotency-key-reused",
        "This Idempotency-Key belongs to another payment; nothing was stored. Use a new key.");
  }

  @GetMapping("/{id}")
  PaymentBody byId(@PathVariable String id) {
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
  Page<PaymentBody> byUser(
      @RequestParam(required = false) @Nullable String userId,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String after) {
    return queries.byUser(TextRule.userId(userId), PageLimit.parse(limit), after);
  }
}
