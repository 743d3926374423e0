package io.paymentdone.web.openapi;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;

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
  record Described(String code, String when) {}

  static final Described BAD_REQUEST =
      new Described("bad-request", "The request line or its query cannot be decoded.");

  static final Described INVALID_REQUEST =
      new Described(
          "invalid-request", "Fields are not as they must be; errors names each of them.");

  static final Described INVALID_CURSOR =
      new Described("invalid-cursor", "This list did not give out the cursor after for this user.");

  static final Described MALFORMED_JSON =
      new Described("malformed-json", "The body is not valid JSON.");

  private static final Map<Integer, List<Described>> OF_EVERY_REQUEST =
      Map.of(
          HttpStatus.UNAUTHORIZED.value(),
          List.of(
              new Described("unauthorized", "There are no HTTP Basic credentials of a client.")),
          HttpStatus.FORBIDDEN.value(),
          List.of(
              new Described("forbidden", "A page of another origin asked for it."),
              new Described(
                  "foreign-origin", "The same in the profile local, where nobody logs in.")),
          HttpStatus.NOT_ACCEPTABLE.value(),
          List.of(new Described("not-acceptable", "The header Accept leaves out what there is.")),
          HttpStatus.MISDIRECTED_REQUEST.value(),
          List.of(new Described("foreign-host", "The service does not answer to that Host.")),
          HttpStatus.INTERNAL_SERVER_ERROR.value(),
          List.of(
              new Described(
                  "internal-error", "A fault of the service, which its log has under instance.")),
          HttpStatus.SERVICE_UNAVAILABLE.value(),
          List.of(
              new Described(
                  "unavailable",
                  "The database is away or the service stops; try again after Retry-After."),
              new Described(
                  "overloaded",
                  "More is asked for than can be answered now; try again after Retry-After.")));

  private static final Map<Integer, List<Described>> OF_A_BODY =
      Map.of(
          HttpStatus.REQUEST_TIMEOUT.value(),
          List.of(new Described("request-timeout", "The body did not arrive in time.")),
          HttpStatus.CONTENT_TOO_LARGE.value(),
          List.of(new Described("body-too-large", "The body is too long.")),
          HttpStatus.UNSUPPORTED_MEDIA_TYPE.value(),
          List.of(
              new Described("unsupported-media-type", "The body is not application/json."),
              new Described("unsupported-content-encoding", "The body has a Content-Encoding.")));

  private CommonProblems() {}

  /** Those that depend on nothing but whether there is a body, by status. */
  static Map<Integer, List<Described>> byStatus(boolean body) {
    Map<Integer, List<Described>> all = new TreeMap<>(OF_EVERY_REQUEST);
    if (body) {
      all.putAll(OF_A_BODY);
    }
    return all;
  }
}
