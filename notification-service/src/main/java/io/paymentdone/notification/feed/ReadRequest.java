package io.paymentdone.notification.feed;

import static java.util.Objects.requireNonNull;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Body of {@code PUT /notifications/read}. */
@Schema(description = "How far a user has read")
record ReadRequest(
    @Schema(
            description = "Who has read: 1 to 128 characters, no control characters",
            requiredMode = Schema.RequiredMode.REQUIRED,
            minLength = 1,
            maxLength = PaymentDone.USER_ID_LENGTH_MAX,
            example = "user1")
        @Nullable String userId,
    @Schema(
            description = "Id of an item in the user's feed: it and all older ones are read",
            requiredMode = Schema.RequiredMode.REQUIRED,
            format = "uuid",
            example = UuidText.EXAMPLE)
        @Nullable String upTo) {

  /** A request whose fields are as they must be. */
  record Checked(String userId, UUID upTo) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "Checked[upTo=" + upTo + "]";
    }
  }

  /**
   * Checks the fields.
   *
   * @throws ProblemException 400 naming every wrong field
   */
  Checked checked() {
    UUID id = upTo == null ? null : UuidText.parse(upTo);
    List<FieldProblem> problems =
        Stream.of(TextRule.USER_ID.check("/userId", userId), id == null ? wrongId() : null)
            .filter(Objects::nonNull)
            .toList();
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    return new Checked(requireNonNull(userId), requireNonNull(id));
  }

  private FieldProblem wrongId() {
    return upTo == null
        ? new FieldProblem("/upTo", "required", "is required")
        : new FieldProblem("/upTo", "malformed", "must be the id of an item of the feed, a UUID");
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "ReadRequest[upTo=" + upTo + "]";
  }
}
