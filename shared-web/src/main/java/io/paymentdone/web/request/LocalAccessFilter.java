package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps web pages from elsewhere out of a service that asks nobody to log in: loopback is no login,
 * since any page in the developer's browser reaches it.
 */
final class LocalAccessFilter extends OncePerRequestFilter implements RequestCheck {

  private static final Pattern JSON = Pattern.compile("json|.+\\+json");

  private final ProblemWriter problems;

  LocalAccessFilter(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    ProblemException refusal = refusal(request);
    if (refusal == null) {
      chain.doFilter(request, response);
    } else {
      problems.write(refusal, response);
    }
  }

  @Override
  public @Nullable ProblemException refusal(HttpServletRequest request) {
    if (CrossOrigin.isForbidden(request)) {
      return ProblemException.of(
          HttpStatus.FORBIDDEN,
          "foreign-origin",
          "In the local profile pages of other origins may not call this service; nothing was stored.");
    }
    if (CrossOrigin.isWrite(request) && isOtherThanJson(request)) {
      return ProblemException.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "unsupported-media-type",
          "Bodies are application/json; nothing was stored.");
    }
    return null;
  }

  /** A body without a type is one that a page can send anywhere, as a text is. */
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
