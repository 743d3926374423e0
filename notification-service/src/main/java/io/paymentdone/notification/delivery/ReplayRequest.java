package io.paymentdone.notification.delivery;

import static java.util.Objects.requireNonNull;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /webhook-endpoints/{id}/replay}. A delivery is of the time of its {@code
 * createdAt}.
 */
@Schema(description = "Which deliveries to send again, by their createdAt")
record ReplayRequest(
    @Schema(
            description = "RFC 3339: time of the first delivery, before until",
            requiredMode = Schema.RequiredMode.REQUIRED,
            format = "date-time",
            example = "2026-11-29T09:00:00Z")
        @Nullable String since,
    @Schema(
            description = "RFC 3339, exclusive; now if absent",
            format = "date-time",
            example = "2026-11-29T10:00:00Z")
        @Nullable String until,
    @Schema(
            description = "Those of this user, 1 to 128 characters; of all users if absent",
            minLength = 1,
            maxLength = PaymentDone.USER_ID_LENGTH_MAX,
            example = "user1")
        @Nullable String userId) {

  private static final int YEAR_MAX = 9999;

  /** A request whose fields are as they must be. */
  record Checked(Instant since, Instant until, @Nullable String userId) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "Checked[since=" + since + ", until=" + until + "]";
    }
  }

  /**
   * Checks the fields.
   *
   * @throws ProblemException 400 naming every wrong field
   */
  Checked checked(Instant now) {
    List<FieldProblem> problems = new ArrayList<>();
    if (since == null) {
      problems.add(new FieldProblem("/since", "required", "is required"));
    }
    Instant from = since == null ? null : time("/since", since, problems);
    Instant to = until == null ? now : time("/until", until, problems);
    if (from != null && to != null && !from.isBefore(to)) {
      problems.add(new FieldProblem("/since", "out-of-range", "must be before until"));
    }
    FieldProblem user = userId == null ? null : TextRule.USER_ID.check("/userId", userId);
    if (user != null) {
      problems.add(user);
    }
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    return new Checked(requireNonNull(from), requireNonNull(to), userId);
  }

  private static @Nullable Instant time(String pointer, String text, List<FieldProblem> problems) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      if (time.getYear() >= 1 && time.getYear() <= YEAR_MAX) {
        return time.toInstant();
      }
    } catch (DateTimeException notATime) {
      // Reported as any other text that is no time.
    }
    problems.add(
        new FieldProblem(
            pointer, "malformed", "must be an RFC 3339 time, such as 2026-11-29T09:00:00Z"));
    return null;
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "ReplayRequest[since=" + since + ", until=" + until + "]";
  }
}
