package io.paymentdone.web.openapi;

import io.paymentdone.web.problem.ProblemCode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The problems that filters, Spring MVC and the advices answer every request of a kind with,
 * whatever its controller is.
 */
final class CommonProblems {

  /**
   * A problem.
   *
   * @param when it is the answer, as a sentence
   */
  record Described(ProblemCode code, String when) {

    int status() {
      return code.status().value();
    }
  }

  static final Described BAD_REQUEST =
      new Described(ProblemCode.BAD_REQUEST, "The request line or its query cannot be decoded.");

  static final Described INVALID_REQUEST =
      new Described(
          ProblemCode.INVALID_REQUEST,
          "Fields are not as they must be; errors names each of them.");

  static final Described INVALID_CURSOR =
      new Described(ProblemCode.INVALID_CURSOR, "This list did not give out the cursor after.");

  static final Described MALFORMED_JSON =
      new Described(ProblemCode.MALFORMED_JSON, "The body is not valid JSON.");

  private static final List<Described> OF_EVERY_REQUEST =
      List.of(
          new Described(
              ProblemCode.UNAUTHORIZED,
              "There are neither HTTP Basic credentials of a client nor a valid bearer token."),
          new Described(ProblemCode.FORBIDDEN, "The caller lacks a scope, which detail names."),
          new Described(ProblemCode.FOREIGN_ORIGIN, "A page of another origin asked for it."),
          new Described(ProblemCode.NOT_ACCEPTABLE, "The header Accept leaves out what there is."),
          new Described(ProblemCode.FOREIGN_HOST, "The service does not answer to that Host."),
          new Described(
              ProblemCode.TOO_MANY_REQUESTS,
              "The caller sends more requests than it may; nothing was read or changed."),
          new Described(
              ProblemCode.TOO_MANY_FAILED_LOGINS,
              "Too many wrong passwords came from the address; this one was not checked."),
          new Described(
              ProblemCode.INTERNAL_ERROR,
              "A fault of the service, which its log has under instance."),
          new Described(
              ProblemCode.UNAVAILABLE,
              "The database is away or the service stops; try again after Retry-After."),
          new Described(
              ProblemCode.OVERLOADED,
              "More is asked for than can be answered now; try again after Retry-After."));

  private static final List<Described> OF_A_BODY =
      List.of(
          new Described(ProblemCode.REQUEST_TIMEOUT, "The body did not arrive in time."),
          new Described(ProblemCode.BODY_TOO_LARGE, "The body is longer than 64 KB."),
          new Described(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The body is not application/json."),
          new Described(
              ProblemCode.UNSUPPORTED_CONTENT_ENCODING, "The body has a Content-Encoding."));

  private CommonProblems() {}

  /** Those that depend on nothing but whether there is a body, by status. */
  static Map<Integer, List<Described>> byStatus(boolean body) {
    return Stream.concat(OF_EVERY_REQUEST.stream(), body ? OF_A_BODY.stream() : Stream.empty())
        .collect(Collectors.groupingBy(Described::status, TreeMap::new, Collectors.toList()));
  }
}
