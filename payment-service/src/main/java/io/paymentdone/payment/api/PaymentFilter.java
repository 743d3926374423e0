package io.paymentdone.payment.api;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TimeParameter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which payments of a list are asked for.
 *
 * @param createdFrom the first time, in microseconds as payments have them
 * @param createdUntil the first time that is too late
 * @param currency null: any
 * @param amountMin in minor units
 * @param amountMax in minor units, included
 */
record PaymentFilter(
    Instant createdFrom,
    Instant createdUntil,
    @Nullable String currency,
    long amountMin,
    long amountMax) {

  /** All payments: no service stores one of an earlier or later year. */
  static final PaymentFilter NONE =
      new PaymentFilter(TimeParameter.FIRST, TimeParameter.LAST, null, 1, PaymentDone.AMOUNT_MAX);

  private static final Pattern CURRENCY_FORM = Pattern.compile("[A-Z]{3}");

  /** Longer numbers are out of range anyway. */
  private static final Pattern AMOUNT_FORM = Pattern.compile("[0-9]{1,12}");

  /**
   * Reads the query parameters of these names.
   *
   * @throws ProblemException 400 naming one that is not as it must be
   */
  static PaymentFilter of(
      @Nullable String createdFrom,
      @Nullable String createdUntil,
      @Nullable String currency,
      @Nullable String amountMin,
      @Nullable String amountMax) {
    PaymentFilter filter =
        new PaymentFilter(
            createdFrom == null ? NONE.createdFrom : time("createdFrom", createdFrom),
            createdUntil == null ? NONE.createdUntil : time("createdUntil", createdUntil),
            currency == null ? null : currency(currency),
            amountMin == null ? NONE.amountMin : amount("amountMin", amountMin),
            amountMax == null ? NONE.amountMax : amount("amountMax", amountMax));
    if (filter.createdFrom.isAfter(filter.createdUntil)) {
      throw invalid("createdFrom", "out-of-range", "must not be after createdUntil");
    }
    if (filter.amountMin > filter.amountMax) {
      throw invalid("amountMin", "out-of-range", "must not be more than amountMax");
    }
    return filter;
  }

  boolean isNone() {
    return equals(NONE);
  }

  /** Rounded up: the database would round to the nearest microsecond, and so find one too many. */
  private static Instant time(String name, String text) {
    Instant time = TimeParameter.parse(name, text);
    Instant micros = time.truncatedTo(ChronoUnit.MICROS);
    return micros.equals(time) ? micros : micros.plus(Duration.of(1, ChronoUnit.MICROS));
  }

  /** Any code: payments may have been made in one that is not in circulation any more. */
  private static String currency(String code) {
    if (!CURRENCY_FORM.matcher(code).matches()) {
      throw invalid("currency", "unknown-currency", "must be three capital letters, like EUR");
    }
    return code;
  }

  private static long amount(String name, String text) {
    long amount = AMOUNT_FORM.matcher(text).matches() ? Long.parseLong(text) : 0;
    if (amount < 1) {
      throw invalid(name, "out-of-range", "must be from 1 to " + PaymentDone.AMOUNT_MAX);
    }
    return amount;
  }

  private static ProblemException invalid(String name, String code, String detail) {
    return ProblemException.invalid(List.of(new FieldProblem("?" + name, code, detail)));
  }
}
