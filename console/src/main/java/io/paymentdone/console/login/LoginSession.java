package io.paymentdone.console.login;

import io.paymentdone.web.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A browser in which somebody is logged in. */
public final class LoginSession {

  private static final String ATTRIBUTE = LoginSession.class.getName();

  private final String id;
  private final Caller caller;
  private final String csrfToken;
  private final InstantSource clock;
  private final Duration idleMax;
  private final Instant end;
  private volatile Instant usedAt;
  private volatile boolean ended;

  LoginSession(
      String id, Caller caller, String csrfToken, LoginProperties limits, InstantSource clock) {
    this.id = id;
    this.caller = caller;
    this.csrfToken = csrfToken;
    this.clock = clock;
    this.idleMax = limits.idleMax();
    this.usedAt = clock.instant();
    this.end = usedAt.plus(limits.ageMax());
  }

  /**
   * Whether the session that a request was sent in has ended since, so that its answer must end,
   * too; false for a request without a session.
   */
  public static boolean isOver(HttpServletRequest request) {
    LoginSession session = of(request);
    return session != null && session.isOver();
  }

  /** The session that a request was sent in; null without one. */
  static @Nullable LoginSession of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof LoginSession session ? session : null;
  }

  void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  String id() {
    return id;
  }

  Caller caller() {
    return caller;
  }

  /** What a write of this session must send along, which a page of another origin cannot read. */
  String csrfToken() {
    return csrfToken;
  }

  void use() {
    usedAt = clock.instant();
  }

  Instant usedAt() {
    return usedAt;
  }

  void end() {
    ended = true;
  }

  boolean isOver() {
    Instant now = clock.instant();
    return ended || !now.isBefore(end) || !now.isBefore(usedAt.plus(idleMax));
  }
}
