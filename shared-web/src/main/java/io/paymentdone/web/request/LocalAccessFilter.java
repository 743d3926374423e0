package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Refuses what a form of any page can send, where nobody logs in: a browser that does not say which
 * page asks ({@link SameOriginFilter}) asks this service first whether such a page may send JSON.
 */
final class LocalAccessFilter extends RefusingFilter {

  private static final Pattern JSON = Pattern.compile("json|.+\\+json");

  private final List<PublicForms> forms;

  LocalAccessFilter(ProblemWriter problems, List<PublicForms> forms) {
    super(problems);
    this.forms = forms;
  }

  @Override
  public @Nullable ProblemException refusal(HttpServletRequest request) {
    if (CrossOrigin.isWrite(request)
        && isOtherThanJson(request)
        && forms.stream().noneMatch(form -> form.matches(request))) {
      return ProblemException.of(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Bodies are application/json; nothing was stored.");
    }
    return null;
  }

  /** Any page may send a body without a type to any origin, as it may send text. */
  private static boolean isOtherThanJson(HttpServletRequest request) {
    String contentType = request.getContentType();
    return contentType == null
        ? request.getContentLengthLong() > 0
            || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
        : !isJson(contentType);
  }

  private static boolean isJson(String contentType) {
    try {
      MediaType type = MediaType.parseMediaType(contentType);
      return type.getType().equals("application") && JSON.matcher(type.getSubtype()).matches();
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }
}
