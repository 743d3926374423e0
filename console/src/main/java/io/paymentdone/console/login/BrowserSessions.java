package io.paymentdone.console.login;

import io.paymentdone.web.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/** The session of a browser, by its cookie, however somebody has logged in there. */
final class BrowserSessions {

  private final LoginSessions sessions;

  BrowserSessions(LoginSessions sessions) {
    this.sessions = sessions;
  }

  /** The session that a request belongs to, which counts as used now; empty without one. */
  Optional<LoginSession> find(HttpServletRequest request) {
    return BrowserCookie.SESSION.read(request).flatMap(sessions::find);
  }

  /**
   * Begins a session in place of the one that the browser had, which nobody could log out of any
   * more: its cookie is gone. A browser that a provider leads back does not send that cookie, but
   * has sent it when the login began.
   */
  void begin(Caller caller, HttpServletRequest request, HttpServletResponse response) {
    find(request).ifPresent(sessions::end);
    PendingLogins.sessionBefore(request).ifPresent(sessions::end);
    BrowserCookie.SESSION.write(sessions.begin(caller).id(), request, response);
  }

  /** Ends the session of a request, if it has one, and takes the cookie away. */
  void end(HttpServletRequest request, HttpServletResponse response) {
    find(request).ifPresent(sessions::end);
    BrowserCookie.SESSION.delete(request, response);
  }
}
