package io.paymentdone.web.openapi;

import io.paymentdone.web.security.AccessRule;
import io.paymentdone.web.security.AccessRules;
import io.paymentdone.web.security.Scope;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.http.HttpMethod;

/**
 * Adds how callers log in, and to each operation what they need for it, as the service's table of
 * access rules has it.
 */
final class DocumentedAccess implements GlobalOpenApiCustomizer {

  private static final String BASIC = "basic";
  private static final String BEARER = "bearer";

  /** Stands where the scopes of clients do. */
  private static final String USER = "user";

  private final AccessRules rules;

  DocumentedAccess(AccessRules rules) {
    this.rules = rules;
  }

  @Override
  public void customise(OpenAPI document) {
    Components components = document.getComponents();
    components.addSecuritySchemes(
        BASIC,
        new SecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme(BASIC)
            .description(
                "A client of the properties api.credentials and api.clients. Nobody logs in with"
                    + " the profile local."));
    components.addSecuritySchemes(
        BEARER,
        new SecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme(BEARER)
            .bearerFormat("JWT")
            .description(
                "An access token for this API: of a client, with scopes, or of a user, who may"
                    + " touch what is that user's. An operation names the scopes of which a client"
                    + " needs one; user among them is no scope, but the token of a user."));
    document.setSecurity(
        List.of(
            new SecurityRequirement().addList(BASIC), new SecurityRequirement().addList(BEARER)));
    document
        .getPaths()
        .forEach((path, item) ->
            item.readOperationsMap()
                .forEach((method, operation) ->
                    describe(operation, rules.ruleFor(HttpMethod.valueOf(method.name()), path))));
  }

  /** A rule without scopes is none of the API's: what the document says of all is right for it. */
  private static void describe(Operation operation, AccessRule rule) {
    if (rule.scopes().isEmpty()) {
      return;
    }
    String before = operation.getDescription();
    operation.setDescription(before == null ? text(rule) : before + "\n\n" + text(rule));
    List<SecurityRequirement> ways = new ArrayList<>();
    for (Scope scope : rule.scopes()) {
      ways.add(new SecurityRequirement().addList(BASIC, scope.text()));
      ways.add(new SecurityRequirement().addList(BEARER, scope.text()));
    }
    if (rule.isForUsers()) {
      ways.add(new SecurityRequirement().addList(BEARER, USER));
    }
    operation.setSecurity(ways);
  }

  private static String text(AccessRule rule) {
    String scopes =
        rule.scopes().stream()
            .map(scope -> "`" + scope.text() + "`")
            .collect(Collectors.joining(" or "));
    return "Clients need the scope "
        + scopes
        + (rule.isForUsers() ? "; users none, for what is theirs." : ". Not for users.");
  }
}
