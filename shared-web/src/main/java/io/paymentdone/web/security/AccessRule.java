package io.paymentdone.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Who may send requests of a kind. One that names neither a scope nor users lets nobody send them.
 */
public final class AccessRule {

  private final @Nullable HttpMethod method;
  private final String pathPattern;
  private final PathPatternRequestMatcher path;
  private final List<Scope> scopes;
  private final boolean users;
  private final boolean everyone;

  private AccessRule(
      @Nullable HttpMethod method,
      String pathPattern,
      List<Scope> scopes,
      boolean users,
      boolean everyone) {
    this.method = method;
    this.pathPattern = pathPattern;
    this.path = PathPatternRequestMatcher.pathPattern(pathPattern);
    this.scopes = scopes;
    this.users = users;
    this.everyone = everyone;
  }

  /** Begins a rule for a method, {@code HEAD} being a kind of {@code GET}, and paths. */
  public static AccessRule on(HttpMethod method, String pathPattern) {
    return new AccessRule(method, pathPattern, List.of(), false, false);
  }

  /** Begins a rule for paths, whatever the method is. */
  public static AccessRule on(String pathPattern) {
    return new AccessRule(null, pathPattern, List.of(), false, false);
  }

  /** Clients that have one of the scopes may. */
  public AccessRule clients(Scope... anyOf) {
    return new AccessRule(method, pathPattern, List.copyOf(Arrays.asList(anyOf)), users, everyone);
  }

  /**
   * Users may, for themselves: whoever handles the request lets them touch what is theirs only
   * ({@link Caller#touching}).
   */
  public AccessRule users() {
    return new AccessRule(method, pathPattern, scopes, true, everyone);
  }

  /** Every caller may that has logged in. */
  AccessRule everyone() {
    return new AccessRule(method, pathPattern, scopes, users, true);
  }

  /** The scopes of which a client needs one; empty where no scope is enough, or none is needed. */
  public List<Scope> scopes() {
    return scopes;
  }

  /** Whether users may, for themselves. */
  public boolean isForUsers() {
    return users;
  }

  boolean matches(HttpServletRequest request) {
    return matchesMethod(request.getMethod()) && path.matches(request);
  }

  /** The same for a path whose variables are in braces, each of them one segment. */
  boolean matches(HttpMethod requested, String template) {
    return matchesMethod(requested.name())
        && PathPatternParser.defaultInstance
            .parse(pathPattern)
            .matches(PathContainer.parsePath(template));
  }

  private boolean matchesMethod(String given) {
    return method == null
        || method.matches(given)
        || (method.equals(HttpMethod.GET) && HttpMethod.HEAD.matches(given));
  }

  /** What a caller lacks, as a sentence; null when it may. */
  @Nullable String refusal(Caller caller) {
    if (everyone || (caller.userId() == null ? hasOne(caller) : users)) {
      return null;
    }
    return (caller.userId() == null ? "This needs " : "This is for clients, not for users: with ")
        + (scopes.size() == 1 ? "the scope " : "one of the scopes ")
        + scopes.stream().map(Scope::text).collect(Collectors.joining(", "))
        + ".";
  }

  private boolean hasOne(Caller caller) {
    return scopes.stream().anyMatch(caller::has);
  }
}
