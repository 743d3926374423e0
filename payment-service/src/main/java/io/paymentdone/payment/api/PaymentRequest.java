package io.paymentdone.payment.api;

import static java.util.Objects.requireNonNull;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.payment.writer.PaymentOrder;
import io.paymentdone.payment.writer.StoredPayment;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /payments}, as the client sent it. */
@Schema(description = "A payment to make")
record PaymentRequest(
    @Schema(
            description = "Who pays: 1 to 128 characters, no control characters",
            requiredMode = Schema.RequiredMode.REQUIRED,
            minLength = 1,
            maxLength = PaymentDone.USER_ID_LENGTH_MAX,
            example = "user1")
        @Nullable String userId,
    @Schema(
            description = "Integer minor units of the currency, such as cents: 1 to 999999999999",
            requiredMode = Schema.RequiredMode.REQUIRED,
            minimum = "1",
            maximum = "" + PaymentDone.AMOUNT_MAX,
            example = "1250")
        @Nullable Long amount,
    @Schema(
            description = "ISO 4217 alphabetic code in circulation",
            requiredMode = Schema.RequiredMode.REQUIRED,
            pattern = "^[A-Z]{3}$",
            example = "EUR")
        @Nullable String currency,
    @Schema(
            description = "For people: at most 500 characters",
            maxLength = PaymentDone.DESCRIPTION_LENGTH_MAX,
            example = "order 42")
        @Nullable String description,
    @Schema(
            description =
                "What the client wants to find again, in events, feed and webhooks too: at most 20"
                    + " keys of 1 to 40 characters without control characters, with texts of at"
                    + " most 200 characters. Their order does not matter; an empty object is none.",
            maxProperties = PaymentDone.METADATA_KEYS_MAX,
            propertyNames = PaymentMetadata.Key.class,
            additionalPropertiesSchema = PaymentMetadata.Value.class,
            example = StoredPayment.EXAMPLE_METADATA)
        @Nullable Map<String, @Nullable String> metadata) {

  private static final TextRule DESCRIPTION =
      new TextRule(0, PaymentDone.DESCRIPTION_LENGTH_MAX, true);

  private static final Pattern CURRENCY_FORM = Pattern.compile("[A-Z]{3}");

  /** Of new payments only. */
  static final FieldProblem NOT_IN_CIRCULATION =
      new FieldProblem(
          "/currency", "unknown-currency", "must be an ISO 4217 code in circulation, like EUR");

  /**
   * Checks the form of the request, which never depends on the time. Whether the currency is in
   * circulation does, and is checked later: a payment that was stored before its currency was
   * withdrawn is still found by its key.
   *
   * @throws ProblemException 400 naming every wrong field
   */
  void check() {
    Stream<@Nullable FieldProblem> checks =
        Stream.of(
            TextRule.USER_ID.check("/userId", userId),
            checkAmount(),
            checkCurrency(),
            description == null ? null : DESCRIPTION.check("/description", description));
    if (metadata != null) {
      checks = Stream.concat(checks, PaymentMetadata.check(metadata));
    }
    List<FieldProblem> problems = checks.filter(Objects::nonNull).toList();
    boolean wellFormed = problems.isEmpty() || problems.equals(List.of(NOT_IN_CIRCULATION));
    if (!wellFormed) {
      throw ProblemException.invalid(problems);
    }
  }

  /** The order of a request that {@link #check} has let pass. */
  PaymentOrder order(String caller, @Nullable String idempotencyKey, String traceparent) {
    return new PaymentOrder(
        caller,
        idempotencyKey,
        requireNonNull(userId),
        requireNonNull(amount),
        requireNonNull(currency),
        description,
        PaymentMetadata.sorted(metadata),
        traceparent);
  }

  private @Nullable FieldProblem checkAmount() {
    if (amount == null) {
      return new FieldProblem("/amount", "required", "is required");
    }
    return amount >= 1 && amount <= PaymentDone.AMOUNT_MAX
        ? null
        : new FieldProblem(
            "/amount", "out-of-range", "must be from 1 to " + PaymentDone.AMOUNT_MAX);
  }

  private @Nullable FieldProblem checkCurrency() {
    if (currency == null) {
      return new FieldProblem("/currency", "required", "is required");
    }
    if (!CURRENCY_FORM.matcher(currency).matches()) {
      return new FieldProblem(
          "/currency", NOT_IN_CIRCULATION.code(), "must be three capital letters, like EUR");
    }
    return CurrenciesInCirculation.contains(currency) ? null : NOT_IN_CIRCULATION;
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "PaymentRequest[amount=" + amount + ", currency=" + currency + "]";
  }
}
