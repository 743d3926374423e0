package io.paymentdone.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.web.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoginSessionsTests {

  private static final int SESSIONS_MAX = 40;

  private Instant now = Instant.parse("2026-11-30T08:00:00Z");
  private final LoginSessions sessions =
      new LoginSessions(
          new LoginProperties(
              true, Duration.ofHours(8), Duration.ofHours(24), SESSIONS_MAX, null, List.of()),
          () -> now);

  private LoginSession begin(String name) {
    return sessions.begin(new Caller(name, Set.of(), null));
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void aSessionThatIsNotUsedEndsAfterEightHours() {
    LoginSession session = begin("demo");

    pass(Duration.ofHours(8).minusSeconds(1));
    assertThat(sessions.find(session.id())).containsSame(session);
    pass(Duration.ofHours(8).minusSeconds(1));
    assertThat(session.isOver()).isFalse();
    pass(Duration.ofSeconds(1));

    assertThat(session.isOver()).isTrue();
    assertThat(sessions.find(session.id())).isEmpty();
  }

  @Test
  void aSessionEndsAfterADayHoweverMuchItIsUsed() {
    LoginSession session = begin("demo");

    for (int i = 0; i < 23; i++) {
      pass(Duration.ofHours(1));
      assertThat(sessions.find(session.id())).isPresent();
    }
    pass(Duration.ofHours(1));

    assertThat(session.isOver()).isTrue();
    assertThat(sessions.find(session.id())).isEmpty();
  }

  @Test
  void oneMoreThanTheMostEndsTheOneThatWasNotUsedForLongest() {
    LoginSession first = begin("first");
    LoginSession second = begin("second");
    for (int i = 2; i < SESSIONS_MAX; i++) {
      pass(Duration.ofSeconds(1));
      begin("name" + i);
    }
    assertThat(sessions.find(first.id())).isPresent();

    begin("one more");

    assertThat(second.isOver()).isTrue();
    assertThat(sessions.find(second.id())).isEmpty();
    assertThat(sessions.find(first.id())).isPresent();
  }

  @Test
  void sessionsThatAreOverMakeRoomFirst() {
    LoginSession first = begin("first");
    for (int i = 1; i < 20; i++) {
      pass(Duration.ofHours(1));
      sessions.find(first.id());
    }
    LoginSession live = begin("live");
    pass(Duration.ofSeconds(1));
    for (int i = 2; i < SESSIONS_MAX; i++) {
      begin("name" + i);
    }
    pass(Duration.ofHours(4));
    sessions.find(first.id());
    pass(Duration.ofHours(1));
    assertThat(first.isOver()).isTrue();

    begin("one more");

    assertThat(sessions.find(live.id())).isPresent();
  }

  @Test
  void aCallerEndsOnlySessionsOfItsOwn() {
    LoginSession other = begin("other");
    pass(Duration.ofSeconds(1));
    LoginSession oldest = begin("script");
    pass(Duration.ofSeconds(1));
    for (int i = 0; i < 10 * LoginSessions.OF_CALLER_MAX; i++) {
      begin("script");
    }

    assertThat(sessions.find(oldest.id())).isEmpty();
    assertThat(sessions.find(other.id())).isPresent();
  }

  @Test
  void idsAndTokensAreNotRepeated() {
    LoginSession one = begin("demo");
    LoginSession two = begin("demo");

    assertThat(List.of(one.id(), one.csrfToken(), two.id(), two.csrfToken()))
        .doesNotHaveDuplicates()
        .allMatch(secret -> secret.length() == 43);
  }
}
