package io.paymentdone.payment.api;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** By which parameter a list of payments is chosen, and which others go with it. */
enum PaymentSelection {
  BY_USER("userId"),
  BY_KEY("idempotencyKey"),
  SINCE("since");

  private static final String NAMES = "userId, idempotencyKey and since";

  private final String parameter;

  PaymentSelection(String parameter) {
    this.parameter = parameter;
  }

  /**
   * The one that a query chooses.
   *
   * @param query its parameters
   * @throws ProblemException 400 unless it is exactly one, and all others go with it
   */
  static PaymentSelection of(Map<String, ?> query) {
    List<PaymentSelection> given =
        Arrays.stream(values())
            .filter(selection -> query.containsKey(selection.parameter))
            .toList();
    if (given.isEmpty()) {
      throw ProblemException.invalid(
          List.of(
              new FieldProblem(
                  "?" + BY_USER.parameter,
                  "required",
                  "is required, or one of the others: exactly one of " + NAMES)));
    }
    if (given.size() > 1) {
      throw ProblemException.invalid(
          given.stream()
              .map(selection ->
                  new FieldProblem(
                      "?" + selection.parameter, "exclusive", "must be the only one of " + NAMES))
              .toList());
    }
    PaymentSelection selection = given.getFirst();
    List<FieldProblem> problems =
        selection.notWith().stream()
            .filter(query::containsKey)
            .map(name ->
                new FieldProblem(
                    "?" + name, "exclusive", "must not be given with " + selection.parameter))
            .toList();
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    return selection;
  }

  /** Parameters that mean nothing in it. */
  private List<String> notWith() {
    return switch (this) {
      case BY_USER -> List.of();
      case BY_KEY ->
          List.of("after", "createdFrom", "createdUntil", "currency", "amountMin", "amountMax");
      case SINCE -> List.of("after");
    };
  }
}
