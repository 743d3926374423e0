package io.paymentdone.web.request;

import io.paymentdone.web.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps web pages from elsewhere out of a service that asks nobody to log in: loopback is no login,
 * since any page in the developer's browser reaches it, by DNS rebinding even as its own origin.
 */
final class LocalAccessFilter extends OncePerRequestFilter implements RequestCheck {

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::(?<port>[0-9]{1,5}))?");
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
    String host = request.getHeader(HttpHeaders.HOST);
    if (host == null || !isLoopback(host)) {
      return ProblemException.of(
          HttpStatus.MISDIRECTED_REQUEST,
          "foreign-host",
          "The local profile answers to localhost, 127.0.0.1 and [::1] only.");
    }
    if (SAFE_METHODS.contains(request.getMethod())) {
      return null;
    }
    if (isForeign(request, host)) {
      return ProblemException.of(
          HttpStatus.FORBIDDEN,
          "foreign-origin",
          "In the local profile pages of other origins may not change anything.");
    }
    if (isOtherThanJson(request)) {
      return ProblemException.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "unsupported-media-type",
          "Bodies are application/json; nothing was stored.");
    }
    return null;
  }

  private static boolean isForeign(HttpServletRequest request, String host) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return (site != null && !OWN_SITES.contains(site)) || (origin != null && !isOwn(origin, host));
  }

  /** Same port, any of the loopback names. */
  private static boolean isOwn(String origin, String host) {
    String prefix = "http://";
    if (!origin.startsWith(prefix)) {
      return false;
    }
    var originMatch = LOOPBACK.matcher(lowerCase(origin.substring(prefix.length())));
    var hostMatch = LOOPBACK.matcher(lowerCase(host));
    return originMatch.matches()
        && hostMatch.matches()
        && port(originMatch.group("port")).equals(port(hostMatch.group("port")));
  }

  private static String port(@Nullable String port) {
    return port == null ? "80" : port;
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(lowerCase(host)).matches();
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
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
