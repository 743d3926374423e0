package io.paymentdone.web.openapi;

import io.paymentdone.web.openapi.CommonProblems.Described;
import io.paymentdone.web.problem.ProblemCode;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;

/**
 * Lists the problems that each operation may be answered with: the common ones and those of its
 * method's {@link ProblemResponse}s, instead of what SpringDoc makes of the advices.
 */
final class DocumentedProblems implements GlobalOperationCustomizer {

  @Override
  public Operation customize(Operation operation, HandlerMethod method) {
    Map<Integer, List<Described>> own = new TreeMap<>();
    for (ProblemResponse problem :
        AnnotatedElementUtils.getMergedRepeatableAnnotations(
            method.getMethod(), ProblemResponse.class, ProblemResponse.All.class)) {
      Described described = new Described(problem.code(), problem.when());
      own.computeIfAbsent(described.status(), status -> new ArrayList<>()).add(described);
    }
    boolean body = operation.getRequestBody() != null;
    Map<Integer, List<Described>> common = CommonProblems.byStatus(body);
    common.put(HttpStatus.BAD_REQUEST.value(), badRequests(operation, body));

    ApiResponses responses = withoutErrors(operation.getResponses());
    Map<Integer, List<Described>> all = new TreeMap<>(common);
    own.forEach(
        (status, problems) -> all.merge(status, problems, (before, added) -> own(added, before)));
    all.forEach((status, problems) -> {
      boolean shared = !own.containsKey(status) && status != HttpStatus.BAD_REQUEST.value();
      responses.addApiResponse(
          Integer.toString(status),
          shared
              ? new ApiResponse().$ref(ProblemDocuments.nameOfShared(status))
              : ProblemDocuments.response(status, problems));
    });
    operation.setResponses(responses);
    return operation;
  }

  private static List<Described> badRequests(Operation operation, boolean body) {
    List<Described> problems = new ArrayList<>();
    List<Parameter> parameters =
        operation.getParameters() == null ? List.of() : operation.getParameters();
    if (body || !parameters.stream().allMatch(DocumentedProblems::isId)) {
      problems.add(CommonProblems.INVALID_REQUEST);
    }
    if (parameters.stream().anyMatch(parameter -> "after".equals(parameter.getName()))) {
      problems.add(CommonProblems.INVALID_CURSOR);
    }
    if (body) {
      problems.add(CommonProblems.MALFORMED_JSON);
    }
    problems.add(CommonProblems.BAD_REQUEST);
    return problems;
  }

  /** The id of what the path names: with a malformed one there is no such thing, which is a 404. */
  private static boolean isId(Parameter parameter) {
    return "path".equals(parameter.getIn()) && "id".equals(parameter.getName());
  }

  private static ApiResponses withoutErrors(ApiResponses responses) {
    ApiResponses kept = new ApiResponses();
    responses.forEach((status, response) -> {
      if (!status.startsWith("4") && !status.startsWith("5")) {
        kept.addApiResponse(status, response);
      }
    });
    return kept;
  }

  /** The method's own, and of the common ones those that it does not describe itself. */
  private static List<Described> own(List<Described> own, List<Described> common) {
    Set<ProblemCode> codes = own.stream().map(Described::code).collect(Collectors.toSet());
    return Stream.concat(
            own.stream(), common.stream().filter(problem -> !codes.contains(problem.code())))
        .toList();
  }
}
