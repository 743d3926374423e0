package io.paymentdone.web.openapi;

import io.paymentdone.web.problem.Problem;
import io.paymentdone.web.requestid.RequestId;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/** Adds what all operations of a service share: problem documents, headers, the address. */
final class DocumentedService implements GlobalOpenApiCustomizer {

  private static final String RATE_LIMIT = "RateLimit";
  private static final String RATE_LIMIT_POLICY = "RateLimit-Policy";

  /** Of these answers the service does not know, or not yet, who its caller is. */
  private static final Set<String> OF_STRANGERS = Set.of("401", "421");

  /** What SpringDoc adds to the id of an operation that has a second path. */
  private static final Pattern NUMBER = Pattern.compile("_\\d+$");

  @Override
  public void customise(OpenAPI document) {
    document.setServers(List.of(new Server().url("/").description("Where this document is from")));
    if (document.getTags() != null) {
      document.getTags().sort(Comparator.comparing(Tag::getName));
    }
    Components components = document.getComponents();
    ModelConverters.getInstance(document.getSpecVersion() == SpecVersion.V31)
        .readAll(Problem.class)
        .forEach(components::addSchemas);
    CommonProblems.byStatus(true)
        .forEach((status, problems) -> {
          ApiResponse response = ProblemDocuments.response(status, problems);
          addHeaders(Integer.toString(status), response);
          components.addResponses(ProblemDocuments.nameOfShared(status), response);
        });
    components.addHeaders(RequestId.HEADER, ProblemDocuments.requestId());
    components.addHeaders(RATE_LIMIT, ProblemDocuments.rateLimit());
    components.addHeaders(RATE_LIMIT_POLICY, ProblemDocuments.rateLimitPolicy());
    components.addParameters(RequestId.HEADER, ProblemDocuments.ownRequestId());
    document
        .getPaths()
        .forEach((path, item) ->
            item.readOperations()
                .forEach(operation -> {
                  keepOneOfEachName(path, operation);
                  operation.addParametersItem(new Parameter().$ref(RequestId.HEADER));
                  operation.getResponses().forEach(DocumentedService::addHeaders);
                }));
  }

  private static void addHeaders(String status, ApiResponse response) {
    if (response.get$ref() != null) {
      return;
    }
    response.addHeaderObject(RequestId.HEADER, new Header().$ref(RequestId.HEADER));
    if (!OF_STRANGERS.contains(status)) {
      response.addHeaderObject(RATE_LIMIT, new Header().$ref(RATE_LIMIT));
      response.addHeaderObject(RATE_LIMIT_POLICY, new Header().$ref(RATE_LIMIT_POLICY));
    }
  }

  /**
   * Of a method with two paths, which has a parameter in one of them and in the query of the other:
   * what is not in this path goes, and so does what has the name of one that is. The operation of
   * the other says in its id where the parameter is.
   */
  private static void keepOneOfEachName(String path, Operation operation) {
    List<Parameter> parameters = operation.getParameters();
    if (parameters == null) {
      return;
    }
    Set<String> inPath =
        parameters.stream()
            .map(Parameter::getName)
            .filter(name -> path.contains("{" + name + "}"))
            .collect(Collectors.toSet());
    List<Parameter> kept =
        parameters.stream()
            .filter(parameter ->
                "path".equals(parameter.getIn()) == inPath.contains(parameter.getName()))
            .toList();
    kept.stream()
        .filter(parameter -> "path".equals(parameter.getIn()))
        .forEach(parameter -> parameter.setRequired(true));
    operation.setParameters(new ArrayList<>(kept));
    boolean byQuery =
        parameters.stream()
            .anyMatch(parameter ->
                "path".equals(parameter.getIn()) && !inPath.contains(parameter.getName()));
    if (byQuery) {
      operation.setOperationId(
          NUMBER.matcher(operation.getOperationId()).replaceFirst("") + "ByQuery");
    }
  }
}
