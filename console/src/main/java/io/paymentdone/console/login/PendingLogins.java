package io.paymentdone.console.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/**
 * Logins that have begun and are at the provider. Each belongs to the browser that began it, by a
 * cookie, so that nobody can finish it in another one. Whoever asks can begin some: they are
 * bounded in number and time.
 */
final class PendingLogins implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

  /** Some two kilobytes each: what a stranger may make long is bounded. */
  private static final int LOGINS_MAX = 5_000;

  /** As DNS has it; the addresses that go to the provider hold the name by which we were called. */
  private static final int SERVER_NAME_MAX = 255;

  private static final Duration AGE_MAX = Duration.ofMinutes(10);
  private static final int ID_BYTES = 32;

  /** Of a request, the login that it has finished. */
  private static final String FINISHED = PendingLogins.class.getName();

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** Oldest first. */
  private final Map<String, PendingLogin> logins = new LinkedHashMap<>();

  PendingLogins(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A login.
   *
   * @param next where it goes on to; null if that is not said
   * @param session that of the browser when the login began; null without one
   */
  private record PendingLogin(
      OAuth2AuthorizationRequest request,
      @Nullable String next,
      @Nullable LoginSession session,
      Instant end) {}

  /** Where the login of a request goes on to, after it was removed from here; null if unsaid. */
  static @Nullable String next(HttpServletRequest request) {
    PendingLogin finished = finished(request);
    return finished == null ? LoginPaths.next(request) : finished.next();
  }

  /**
   * The session in which the login of a request began, after it was removed from here; empty
   * without one.
   */
  static Optional<LoginSession> sessionBefore(HttpServletRequest request) {
    PendingLogin finished = finished(request);
    return finished == null ? Optional.empty() : Optional.ofNullable(finished.session());
  }

  private static @Nullable PendingLogin finished(HttpServletRequest request) {
    return request.getAttribute(FINISHED) instanceof PendingLogin login ? login : null;
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
    PendingLogin login = find(request);
    return login == null ? null : login.request();
  }

  @Override
  public void saveAuthorizationRequest(
      @Nullable OAuth2AuthorizationRequest login,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (login == null) {
      var _ = removeAuthorizationRequest(request, response);
      return;
    }
    if (request.getServerName().length() > SERVER_NAME_MAX) {
      throw new OAuth2AuthenticationException("invalid_request");
    }
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    PendingLogin begun =
        new PendingLogin(
            login,
            LoginPaths.next(request),
            LoginSession.of(request),
            clock.instant().plus(AGE_MAX));
    synchronized (logins) {
      removeOld();
      if (logins.size() >= LOGINS_MAX) {
        logins.remove(logins.keySet().iterator().next());
      }
      logins.put(id, begun);
    }
    BrowserCookie.LOGIN_AT_PROVIDER.write(id, AGE_MAX, request, response);
  }

  /** The oldest are first, and all have the same time. */
  private void removeOld() {
    Instant now = clock.instant();
    Iterator<PendingLogin> oldest = logins.values().iterator();
    while (oldest.hasNext() && !now.isBefore(oldest.next().end())) {
      oldest.remove();
    }
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
      HttpServletRequest request, HttpServletResponse response) {
    PendingLogin login;
    synchronized (logins) {
      login = find(request);
      if (login == null) {
        return null;
      }
      BrowserCookie.LOGIN_AT_PROVIDER.read(request).ifPresent(logins::remove);
    }
    BrowserCookie.LOGIN_AT_PROVIDER.delete(request, response);
    request.setAttribute(FINISHED, login);
    return login.request();
  }

  /** One that is not too old, and whose state is the one that the provider sent back. */
  private @Nullable PendingLogin find(HttpServletRequest request) {
    String id = BrowserCookie.LOGIN_AT_PROVIDER.read(request).orElse(null);
    String state = request.getParameter("state");
    if (id == null || state == null) {
      return null;
    }
    synchronized (logins) {
      PendingLogin login = logins.get(id);
      return login != null
              && clock.instant().isBefore(login.end())
              && state.equals(login.request().getState())
          ? login
          : null;
    }
  }
}
