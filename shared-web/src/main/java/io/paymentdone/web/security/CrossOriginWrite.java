package io.paymentdone.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches what a page of another origin made a browser send, when it could change something.
 *
 * <p>A browser repeats HTTP Basic credentials by itself, for requests of other pages too, so that
 * being stateless does not protect against cross-site request forgery. The rules are those of Go's
 * {@code net/http.CrossOriginProtection}: {@code Sec-Fetch-Site} where the browser sends it, else
 * {@code Origin} against {@code Host}. Other clients send neither and are not concerned; a token
 * would be a burden on them.
 */
final class CrossOriginWrite implements RequestMatcher {

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  @Override
  public boolean matches(HttpServletRequest request) {
    if (SAFE_METHODS.contains(request.getMethod())) {
      return false;
    }
    String fetchSite = request.getHeader("Sec-Fetch-Site");
    if (fetchSite != null) {
      return !fetchSite.equals("same-origin") && !fetchSite.equals("none");
    }
    String origin = request.getHeader("Origin");
    return origin != null && !sameHost(origin, request.getHeader("Host"));
  }

  private static boolean sameHost(String origin, @Nullable String host) {
    try {
      String authority = URI.create(origin).getAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
  }
}
