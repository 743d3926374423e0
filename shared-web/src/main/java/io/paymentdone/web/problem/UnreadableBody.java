package io.paymentdone.web.problem;

import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Says what is wrong with a body that could not be read, without naming our classes or the
 * parser's.
 */
final class UnreadableBody {

  private static final int DETAIL_LENGTH_MAX = 200;

  /** Where the parser begins to speak of its input, its features and its limits. */
  private static final Pattern INTERNALS = Pattern.compile("`|\\[Source|Feature");

  private UnreadableBody() {}

  static ProblemException problem(HttpMessageNotReadableException e) {
    ProblemException refused = find(e, ProblemException.class);
    if (refused != null) {
      return refused;
    }
    if (find(e, SocketTimeoutException.class) != null) {
      return ProblemException.of(
          ProblemCode.REQUEST_TIMEOUT, "The body did not arrive in time; nothing was stored.");
    }
    JacksonException json = find(e, JacksonException.class);
    if (json == null) {
      return ProblemException.invalid(
          List.of(new FieldProblem("", "required", "a complete JSON body is required")));
    }
    // Of what the parser reports, a number out of range alone is JSON.
    if (json instanceof StreamReadException && !(json instanceof InputCoercionException)) {
      return malformed(json);
    }
    return fieldProblem(json);
  }

  private static ProblemException malformed(JacksonException json) {
    String reason = reason(String.valueOf(json.getOriginalMessage()));
    return ProblemException.of(
        ProblemCode.MALFORMED_JSON,
        String.format(
            Locale.ROOT,
            "The body is not valid JSON at line %d, column %d%s",
            json.getLocation().getLineNr(),
            json.getLocation().getColumnNr(),
            reason.isEmpty() ? "." : ": " + reason));
  }

  /** The parser's message up to the remark that has something internal in it. */
  private static String reason(String message) {
    Matcher internals = INTERNALS.matcher(message);
    int end = message.length();
    if (internals.find()) {
      int begin = internals.start();
      end = Math.max(message.lastIndexOf(" (", begin), message.lastIndexOf(": ", begin));
    }
    return message.substring(0, Math.clamp(end, 0, DETAIL_LENGTH_MAX));
  }

  private static ProblemException fieldProblem(JacksonException json) {
    FieldProblem problem =
        json instanceof UnrecognizedPropertyException
            ? new FieldProblem(pointer(json), "unknown-field", "is not a field of this request")
            : new FieldProblem(pointer(json), "type", "is not a value this field can have");
    return ProblemException.invalid(List.of(problem));
  }

  private static String pointer(JacksonException json) {
    String pointer = "";
    for (JacksonException.Reference step : json.getPath()) {
      String name = step.getPropertyName();
      pointer =
          FieldProblem.pointer(pointer, name == null ? String.valueOf(step.getIndex()) : name);
    }
    return pointer;
  }

  private static <T extends Throwable> @Nullable T find(Throwable e, Class<T> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
