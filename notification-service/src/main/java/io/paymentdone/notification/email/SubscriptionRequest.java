package io.paymentdone.notification.email;

import static java.util.Objects.requireNonNull;

import io.paymentdone.notification.feed.Language;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Body of {@code PUT /subscriptions/{userId}}. */
@Schema(description = "What a user is to get by e-mail")
record SubscriptionRequest(
    @Schema(description = "Where messages are to go", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable Email email,
    @Schema(
            description = "Language of the messages; English if absent",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED,
            example = "de",
            allowableValues = {"en", "de", "fr", "es", "hi"})
        @Nullable String language) {

  /** Where messages go. */
  @Schema(name = "SubscriptionEmailRequest", description = "Where messages are to go")
  record Email(
      @Schema(
              description = "One address, without a name",
              requiredMode = Schema.RequiredMode.REQUIRED,
              maxLength = MailAddress.LENGTH_MAX,
              example = "user1@example.com")
          @Nullable String address,
      @Schema(
              description =
                  "Whether new feed entries are sent there; if absent, as before, and true for a"
                      + " user without a subscription",
              example = "true")
          @Nullable Boolean enabled) {

    @Override
    public String toString() {
      return "Email[enabled=" + enabled + "]";
    }
  }

  /** A request whose fields are as they must be. */
  record Checked(String address, @Nullable Boolean enabled, Language language) {

    @Override
    public String toString() {
      return "Checked[enabled=" + enabled + ", language=" + language + "]";
    }
  }

  /**
   * Checks the fields.
   *
   * @throws ProblemException 400 naming every wrong field
   */
  Checked checked() {
    Optional<Language> known =
        language == null ? Optional.of(Language.ENGLISH) : Language.of(language);
    List<FieldProblem> problems =
        Stream.of(
                email == null
                    ? new FieldProblem("/email", "required", "is required")
                    : MailAddress.check("/email/address", email.address()),
                known.isEmpty()
                    ? new FieldProblem("/language", "unknown", "must be en, de, fr, es or hi")
                    : null)
            .filter(Objects::nonNull)
            .toList();
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    Email given = requireNonNull(email);
    return new Checked(requireNonNull(given.address()), given.enabled(), known.orElseThrow());
  }
}
