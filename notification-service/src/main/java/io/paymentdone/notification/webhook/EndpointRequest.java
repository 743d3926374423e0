package io.paymentdone.notification.webhook;

import static java.util.Objects.requireNonNull;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /webhook-endpoints}. */
@Schema(description = "A webhook endpoint to make")
record EndpointRequest(
    @Schema(
            description =
                "Where requests go: https, on port 443 or 8443 of a public host, at most 2048"
                    + " characters",
            maxLength = WebhookUrl.LENGTH_MAX,
            requiredMode = Schema.RequiredMode.REQUIRED,
            example = "https://hooks.example.com/payments")
        @Nullable String url,
    @Schema(
            description = "For people: at most 500 characters",
            maxLength = EndpointRequest.DESCRIPTION_LENGTH_MAX,
            example = "billing")
        @Nullable String description,
    @ArraySchema(
            arraySchema =
                @Schema(description = "Clients whose payments it gets, 1 to 50; all if absent"),
            schema = @Schema(example = "shop"),
            minItems = 1,
            maxItems = EndpointRequest.CALLERS_MAX)
        @Nullable List<@Nullable String> callers) {

  static final int DESCRIPTION_LENGTH_MAX = 500;
  static final int CALLERS_MAX = 50;
  private static final TextRule DESCRIPTION = new TextRule(0, DESCRIPTION_LENGTH_MAX, true);

  /** A request whose fields are as they must be. */
  record Checked(String url, @Nullable String description, @Nullable List<String> callers) {

    /** Without the URL: path and query of many receivers are secret. */
    @Override
    public String toString() {
      return "Checked[callers=" + callers + "]";
    }
  }

  /** As that of what becomes of it. */
  @Override
  public String toString() {
    return "EndpointRequest[callers=" + callers + "]";
  }

  /**
   * Checks the fields.
   *
   * @throws ProblemException 400 naming every wrong field
   */
  Checked checked(WebhookUrl rule) {
    List<FieldProblem> problems =
        Stream.concat(
                Stream.of(rule.check("/url", url), checkDescription(description)),
                checkCallers(callers).stream())
            .filter(Objects::nonNull)
            .toList();
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    return new Checked(requireNonNull(url), description, distinct(callers));
  }

  static @Nullable FieldProblem checkDescription(@Nullable String description) {
    return description == null ? null : DESCRIPTION.check("/description", description);
  }

  /** What is wrong with the names of clients; nothing with null. */
  static List<FieldProblem> checkCallers(@Nullable List<@Nullable String> callers) {
    if (callers == null) {
      return List.of();
    }
    if (callers.isEmpty() || callers.size() > CALLERS_MAX) {
      return List.of(
          new FieldProblem(
              "/callers",
              "length",
              "must name 1 to " + CALLERS_MAX + " clients, or be absent for all"));
    }
    List<FieldProblem> problems = new ArrayList<>();
    for (int i = 0; i < callers.size(); i++) {
      FieldProblem problem = TextRule.CALLER.check("/callers/" + i, callers.get(i));
      if (problem != null) {
        problems.add(problem);
      }
    }
    return problems;
  }

  /** Each client once; null for null. */
  static @Nullable List<String> distinct(@Nullable List<@Nullable String> callers) {
    return callers == null
        ? null
        : callers.stream().map(Objects::requireNonNull).distinct().toList();
  }
}
