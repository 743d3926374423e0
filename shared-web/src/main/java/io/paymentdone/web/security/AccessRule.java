package io.paymentdone.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Who may send requests of a kind. One that names neither a scope nor users lets nobody send them.
 */
public final class AccessRule {

  private final @Nullable HttpMethod method;
  private final PathPatternRequestMatcher path;
  private final List<Scope> scopes;
  private final boolean users;
  private final boolean everyone;

  private AccessRule(
      @Nullable HttpMethod method,
      PathPatternRequestMatcher path,
      List<Scope> scopes,
      boolean users,
      boolean everyone) {
    this.method = method;
    this.path = path;
    this.scopes = scopes;
    this.users = users;
    this.everyone = everyone;
  }

  /** Begins a rule for a method, {@code HEAD} being a kind of {@code GET}, and paths. */
  public static AccessRule on(HttpMethod method, String pathPattern) {
    return new AccessRule(
        method, PathPatternRequestMatcher.pathPattern(pathPattern), List.of(), false, false);
  }

  /** Begins a rule for paths, whatever the method is. */
  public static AccessRule on(String pathPattern) {
    return new AccessRule(
        null, PathPatternRequestMatcher.pathPattern(pathPattern), List.of(), false, false);
  }

  /** Clients that have one of the scopes may. */
  public AccessRule clients(Scope... anyOf) {
    return new AccessRule(method, path, List.copyOf(Arrays.asList(anyOf)), users, everyone);
  }

  /**
   * Users may, for themselves: whoever handles the request lets them touch what is theirs only
   * ({@link Caller#touching}).
   */
  public AccessRule users() {
    return new AccessRule(method, path, scopes, true, everyone);
  }

  /** Every caller may that has logged in. */
  AccessRule everyone() {
    return new AccessRule(method, path, scopes, users, true);
  }

  boolean matches(HttpServletRequest request) {
    return matchesMethod(request.getMethod()) && path.matches(request);
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
