package io.paymentdone.web.openapi;

import io.paymentdone.web.openapi.CommonProblems.Described;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.Problem;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.requestid.RequestId;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Responses that are problem documents, each with an example for each code. */
final class ProblemDocuments {

  private static final String REQUEST_ID = "7k20c9r4xq1m8n5e";

  private ProblemDocuments() {}

  /** Under which name the response of a status is that has the common problems only. */
  static String nameOfShared(int status) {
    return title(status).replace(" ", "");
  }

  /** A response. */
  static ApiResponse response(int status, List<Described> problems) {
    MediaType document = new MediaType().schema(new Schema<>().$ref("Problem"));
    problems.forEach(problem ->
        document.addExamples(
            problem.code().text(),
            new Example().summary(problem.when()).value(example(status, problem))));
    ApiResponse response =
        new ApiResponse()
            .description(
                problems.stream()
                    .map(problem -> "`" + problem.code().text() + "`: " + problem.when())
                    .collect(Collectors.joining("\n\n")))
            .content(
                new Content()
                    .addMediaType(
                        org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                        document));
    if (status == HttpStatus.SERVICE_UNAVAILABLE.value()
        || status == HttpStatus.TOO_MANY_REQUESTS.value()) {
      response.addHeaderObject(
          HttpHeaders.RETRY_AFTER,
          header("When to try again, in seconds; absent where that is of no use.", 1));
    }
    if (status == HttpStatus.UNAUTHORIZED.value()) {
      response.addHeaderObject(
          HttpHeaders.WWW_AUTHENTICATE,
          header("The challenge.", "Basic realm=\"payment-done\", charset=\"UTF-8\""));
    }
    return response;
  }

  /** The header of every response. */
  static Header requestId() {
    return header(
        "The id of the request: its own header of this name, if that has 1 to 128 printable ASCII"
            + " characters without blanks, quotes, commas and backslashes; otherwise one of ours.",
        REQUEST_ID);
  }

  /** The header that tells of a limit. */
  static Header rateLimitPolicy() {
    return header(
        "Of answers to a caller that is limited: q requests at once, and w seconds after these as"
            + " many again.",
        "\"users\";q=40;w=2");
  }

  /** The header that tells what is left of a limit. */
  static Header rateLimit() {
    return header(
        "Of answers to a caller that is limited: r requests are left, and within t seconds there is"
            + " one more.",
        "\"users\";r=39;t=1");
  }

  /** The header of every request, which it may leave out. */
  static Parameter ownRequestId() {
    return new Parameter()
        .name(RequestId.HEADER)
        .in("header")
        .description(
            "The id of the request, for its response and the log: 1 to "
                + RequestId.LENGTH_MAX
                + " printable ASCII characters without blanks, quotes, commas and backslashes."
                + " One of ours if it is absent or another text.")
        .schema(schema("string").minLength(1).maxLength(RequestId.LENGTH_MAX))
        .example(REQUEST_ID);
  }

  private static Header header(String description, Object example) {
    String type = example instanceof Integer ? "integer" : "string";
    return new Header().description(description).schema(schema(type)).example(example);
  }

  private static Schema<?> schema(String type) {
    Schema<?> schema = new Schema<>();
    schema.setType(type);
    schema.addType(type);
    return schema;
  }

  private static Problem example(int status, Described problem) {
    return new Problem(
        "about:blank",
        title(status),
        status,
        problem.when(),
        problem.code().text(),
        problem.code() == ProblemCode.INVALID_REQUEST
            ? List.of(new FieldProblem("/userId", "required", "is required"))
            : List.of(),
        problem.code().isRetryable(),
        REQUEST_ID,
        status == HttpStatus.INTERNAL_SERVER_ERROR.value()
            ? "urn:uuid:4f0c7f2e-5d0a-4c53-9e6f-6f3a1b0f7d11"
            : null);
  }

  private static String title(int status) {
    return HttpStatus.valueOf(status).getReasonPhrase();
  }
}
