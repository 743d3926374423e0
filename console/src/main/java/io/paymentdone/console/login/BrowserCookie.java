package io.paymentdone.console.login;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * A cookie that no script can read. Over https its name begins with {@code __Host-}: a browser then
 * takes it from this host only, over https only.
 */
enum BrowserCookie {
  /** Not sent with what other sites begin, not even a link to the console. */
  SESSION("console-session", "Strict"),

  /** Sent when the OpenID provider leads the browser back. */
  LOGIN_AT_PROVIDER("console-login", "Lax");

  private static final String SECURE_PREFIX = "__Host-";

  private final String name;
  private final String sameSite;

  BrowserCookie(String name, String sameSite) {
    this.name = name;
    this.sameSite = sameSite;
  }

  /** What a request has; empty without one. */
  Optional<String> read(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? Optional.empty()
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(name(request)))
            .map(Cookie::getValue)
            .findFirst();
  }

  /** Sets it until the browser is closed. */
  void write(String value, HttpServletRequest request, HttpServletResponse response) {
    add(cookie(value, request).build(), response);
  }

  /** Sets it for a time. */
  void write(String value, Duration age, HttpServletRequest request, HttpServletResponse response) {
    add(cookie(value, request).maxAge(age).build(), response);
  }

  void delete(HttpServletRequest request, HttpServletResponse response) {
    add(cookie("", request).maxAge(0).build(), response);
  }

  private ResponseCookie.ResponseCookieBuilder cookie(String value, HttpServletRequest request) {
    return ResponseCookie.from(name(request), value)
        .httpOnly(true)
        .secure(request.isSecure())
        .sameSite(sameSite)
        .path("/");
  }

  private static void add(ResponseCookie cookie, HttpServletResponse response) {
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
  }

  private String name(HttpServletRequest request) {
    return request.isSecure() ? SECURE_PREFIX + name : name;
  }
}
