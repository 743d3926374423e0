package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.Outcome;
import io.paymentdone.payment.writer.PaymentOrder;
import io.paymentdone.payment.writer.PaymentWriter;
import io.paymentdone.web.Page;
import io.paymentdone.web.PageLimit;
import io.paymentdone.web.ProblemException;
import io.paymentdone.web.TextRule;
import java.net.URI;
import java.security.Principal;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

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

  PaymentController(PaymentWriter writer, PaymentQueries queries) {
    this.writer = writer;
    this.queries = queries;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<PaymentBody> pay(
      @RequestBody PaymentRequest request,
      @RequestHeader HttpHeaders headers,
      @Nullable Principal caller) {
    PaymentRequest.Checked payment = request.check();
    Outcome outcome =
        writer.write(
            new PaymentOrder(
                caller == null ? ANONYMOUS : caller.getName(),
                IdempotencyKey.parse(headers.getOrEmpty(IdempotencyKey.HEADER)),
                payment.userId(),
                payment.amount(),
                payment.currency(),
                payment.description(),
                TraceParent.of(headers.getOrEmpty(TraceParent.HEADER))));
    return switch (outcome) {
      case Outcome.Stored stored -> created(stored);
      case Outcome.KeyReused _ -> throw keyReused();
      case Outcome.Failed failed -> throw failed.problem();
    };
  }

  private static ResponseEntity<PaymentBody> created(Outcome.Stored stored) {
    PaymentBody body = PaymentBody.of(stored.payment());
    ResponseEntity.BodyBuilder response =
        ResponseEntity.created(URI.create("/payments/" + body.id()));
    if (stored.replayed()) {
      response.header(REPLAYED, "true");
    }
    return response.body(body);
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
