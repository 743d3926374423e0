package io.paymentdone.console.login;

import io.paymentdone.web.security.Caller;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions of this replica, in memory: a restart ends them all. Only who has logged in has one,
 * and nobody has more than {@value #OF_CALLER_MAX}, so that one person's script logs nobody else
 * out.
 */
final class LoginSessions {

  static final int OF_CALLER_MAX = 32;

  private static final int SECRET_BYTES = 32;

  private final Map<String, LoginSession> sessions = new HashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final LoginProperties limits;
  private final InstantSource clock;

  LoginSessions(LoginProperties limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** Begins a session, which may end another one. */
  synchronized LoginSession begin(Caller caller) {
    sessions.values().removeIf(LoginSession::isOver);
    List<LoginSession> own =
        sessions.values().stream()
            .filter(session -> session.caller().name().equals(caller.name()))
            .toList();
    if (own.size() >= OF_CALLER_MAX) {
      endOldest(own);
    }
    if (sessions.size() >= limits.sessionsMax()) {
      endOldest(sessions.values());
    }
    LoginSession session = new LoginSession(secret(), caller, secret(), limits, clock);
    sessions.put(session.id(), session);
    return session;
  }

  private void endOldest(Collection<LoginSession> some) {
    some.stream().min(Comparator.comparing(LoginSession::usedAt)).ifPresent(this::end);
  }

  /** The session with that id, which counts as used now; empty if there is none, or it is over. */
  synchronized Optional<LoginSession> find(String id) {
    LoginSession session = sessions.get(id);
    if (session == null) {
      return Optional.empty();
    }
    if (session.isOver()) {
      end(session);
      return Optional.empty();
    }
    session.use();
    return Optional.of(session);
  }

  synchronized void end(LoginSession session) {
    session.end();
    sessions.remove(session.id());
  }

  private String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
