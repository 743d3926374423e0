package io.paymentdone.web.request;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a page of another origin makes a browser send.
 *
 * <p>A browser repeats HTTP Basic credentials by itself, and reaches loopback, for the requests of
 * any page, so that being stateless does not protect against cross-site request forgery. The rules
 * are those of Go's {@code net/http.CrossOriginProtection} for writes: {@code Sec-Fetch-Site} where
 * the browser sends it, else {@code Origin} against {@code Host}. Other clients send neither and
 * are not concerned; a token would be a burden on them. Of reads, whose answers a page of another
 * origin cannot see but can hold open, only links to follow are left (<a
 * href="https://web.dev/articles/fetch-metadata">Fetch Metadata's resource isolation policy</a>).
 */
public final class CrossOrigin {

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private CrossOrigin() {}

  /** Whether it is to be refused. */
  static boolean isForbidden(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !OWN_SITES.contains(site) && !isFollowedLink(request);
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null && isWrite(request) && !isSameHost(origin, request);
  }

  /** Whether its method may change something. */
  public static boolean isWrite(HttpServletRequest request) {
    return !SAFE_METHODS.contains(request.getMethod());
  }

  private static boolean isFollowedLink(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
        && "document".equals(request.getHeader("Sec-Fetch-Dest"));
  }

  private static boolean isSameHost(String origin, HttpServletRequest request) {
    @Nullable String host = request.getHeader(HttpHeaders.HOST);
    try {
      String authority = URI.create(origin).getAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
  }
}
