package io.paymentdone.notification.webhook;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Body of {@code PATCH /webhook-endpoints/{id}}, a JSON Merge Patch (RFC 7396): an absent field
 * stays as it is, one that is {@code null} is removed.
 */
@Schema(description = "Changes of a webhook endpoint: an absent field stays as it is")
record EndpointPatch(
    @Schema(
            description = "Where requests go from now on, as when an endpoint is made",
            implementation = String.class,
            requiredMode = Schema.RequiredMode.NOT_REQUIRED,
            maxLength = WebhookUrl.LENGTH_MAX,
            example = "https://hooks.example.com/payments")
        @Nullable JsonNode url,
    @Schema(
            description = "For people: at most 500 characters; null removes it",
            implementation = String.class,
            maxLength = EndpointRequest.DESCRIPTION_LENGTH_MAX,
            example = "billing")
        @Nullable JsonNode description,
    @Schema(
            description = "Clients whose payments it gets, 1 to 50; null for all",
            implementation = String[].class,
            example = "[\"shop\"]")
        @ArraySchema(minItems = 1, maxItems = EndpointRequest.CALLERS_MAX)
        @Nullable JsonNode callers,
    @Schema(
            description = "false disables it; true enables it again, and what waits is sent",
            implementation = Boolean.class,
            requiredMode = Schema.RequiredMode.NOT_REQUIRED,
            example = "true")
        @Nullable JsonNode enabled) {

  /**
   * Checks the fields that are there.
   *
   * @throws ProblemException 400 naming every wrong field
   */
  void check(WebhookUrl rule) {
    List<FieldProblem> problems = new ArrayList<>();
    if (url != null) {
      add(problems, isText(url) ? rule.check("/url", text(url)) : wrongType("/url"));
    }
    if (description != null) {
      add(
          problems,
          isText(description)
              ? EndpointRequest.checkDescription(text(description))
              : wrongType("/description"));
    }
    if (callers != null) {
      if (callers.isArray() && callers.valueStream().allMatch(JsonNode::isString)) {
        problems.addAll(EndpointRequest.checkCallers(names(callers)));
      } else if (!callers.isNull()) {
        problems.add(wrongType("/callers"));
      }
    }
    if (enabled != null && !enabled.isBoolean()) {
      problems.add(wrongType("/enabled"));
    }
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
  }

  /**
   * The endpoint after this patch, which {@link #check} has let pass. An endpoint that is enabled
   * again or has another URL is not failing any more.
   */
  StoredEndpoint applyTo(StoredEndpoint stored, Instant now) {
    WebhookEndpoint before = stored.endpoint();
    URI target = url == null ? before.url() : URI.create(url.stringValue());
    boolean on = enabled == null ? stored.enabled() : enabled.booleanValue();
    boolean moved = !target.toString().equals(before.url().toString());
    boolean revived = on && !stored.enabled();

    List<String> only =
        callers == null ? stored.callers() : EndpointRequest.distinct(names(callers));

    List<LogEntry> log = new ArrayList<>(stored.log());
    if (moved) {
      log.addFirst(new LogEntry(now, "url changed"));
    }
    if (!Objects.equals(only, stored.callers())) {
      log.addFirst(new LogEntry(now, "callers changed"));
    }
    if (revived) {
      log.addFirst(new LogEntry(now, "enabled again"));
    } else if (!on && stored.enabled()) {
      log.addFirst(new LogEntry(now, "disabled by client"));
    }
    return new StoredEndpoint(
        new WebhookEndpoint(
            before.number(),
            before.id(),
            target,
            before.secrets(),
            moved || revived ? null : before.failingSince()),
        description == null ? stored.description() : text(description),
        only,
        on,
        on ? null : stored.disabledReason(),
        stored.previousSecretUntil(),
        stored.createdAt(),
        log);
  }

  /** Without the URL: path and query of many receivers are secret. */
  @Override
  public String toString() {
    return "EndpointPatch[enabled=" + enabled + "]";
  }

  private static boolean isText(JsonNode field) {
    return field.isString() || field.isNull();
  }

  private static @Nullable String text(JsonNode field) {
    return field.isNull() ? null : field.stringValue();
  }

  private static @Nullable List<@Nullable String> names(JsonNode field) {
    if (field.isNull()) {
      return null;
    }
    List<@Nullable String> names = new ArrayList<>();
    field.forEach(name -> names.add(name.stringValue()));
    return names;
  }

  private static void add(List<FieldProblem> problems, @Nullable FieldProblem problem) {
    if (problem != null) {
      problems.add(problem);
    }
  }

  private static FieldProblem wrongType(String pointer) {
    return new FieldProblem(pointer, "type", "is not a value this field can have");
  }
}
