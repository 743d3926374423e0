package io.paymentdone.console.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.web.request.CrossOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Paths of the login, and of the files that its page needs. */
final class LoginPaths {

  static final String LOGIN = "/login";
  static final String OPTIONS = "/login/options";
  static final String LOGOUT = "/logout";

  private static final Set<String> OPEN =
      Set.of(
          LOGIN,
          OPTIONS,
          "/login.html",
          "/css/console.css",
          "/css/login.css",
          "/js/login.js",
          "/js/api.js",
          "/icon.svg");

  /** Where the page of the login goes on afterwards, if it is said so. */
  private static final String NEXT = "next";

  /** A path of this origin: a browser takes {@code //host} and {@code /\host} for another one. */
  private static final Pattern OWN_PATH = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e]{0,1000}");

  private LoginPaths() {}

  /** Whether it is read by whoever has not logged in yet. */
  static boolean isOpen(HttpServletRequest request) {
    return !CrossOrigin.isWrite(request) && OPEN.contains(request.getRequestURI());
  }

  /** The path that a request to log in names for afterwards; null without one of this origin. */
  static @Nullable String next(HttpServletRequest request) {
    String next = request.getParameter(NEXT);
    return next != null && OWN_PATH.matcher(next).matches() ? next : null;
  }

  /** The path of a request, for afterwards. */
  static String here(HttpServletRequest request) {
    String query = request.getQueryString();
    return request.getRequestURI() + (query == null ? "" : "?" + query);
  }

  /** Leads to the page of the login, and nowhere else; that page goes on to {@code next}. */
  static void redirect(@Nullable String next, HttpServletResponse response) {
    redirect(next, null, response);
  }

  /** As {@code redirect}, with a word for what went wrong. */
  static void redirect(
      @Nullable String next, @Nullable String problem, HttpServletResponse response) {
    StringBuilder location = new StringBuilder(LOGIN);
    if (next != null && !next.equals("/") && OWN_PATH.matcher(next).matches()) {
      location.append('?').append(NEXT).append('=').append(URLEncoder.encode(next, UTF_8));
    }
    if (problem != null) {
      location.append(location.indexOf("?") < 0 ? '?' : '&').append("problem=").append(problem);
    }
    response.setStatus(HttpServletResponse.SC_FOUND);
    response.setHeader(HttpHeaders.LOCATION, location.toString());
  }
}
