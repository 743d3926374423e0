package io.paymentdone.console.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HotUsersTests {

  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

  private final HotUsers users = new HotUsers();

  @Test
  void namesTheBusiestWithTheirShare() {
    add("busy", 30, NOW);
    add("calm", 10, NOW);

    HotUsers.Minute minute = users.lastMinute(NOW, null);

    assertThat(minute.records()).isEqualTo(40);
    assertThat(minute.hottest().getFirst()).isEqualTo(new HotUsers.HotUser("busy", 1, 30, 0.75));
  }

  @Test
  void forgetsAfterAMinute() {
    add("old", 30, NOW);
    add("new", 1, NOW.plusSeconds(40));

    HotUsers.Minute minute = users.lastMinute(NOW.plusSeconds(75), null);

    assertThat(minute.records()).isEqualTo(1);
    assertThat(minute.hottest()).extracting(HotUsers.HotUser::userId).containsExactly("new");
  }

  @Test
  void ignoresRecordsThatWereOldWhenTheConsoleStarted() {
    users.add(payment("old", NOW.minusSeconds(120)), NOW);

    assertThat(users.lastMinute(NOW, null).records()).isZero();
  }

  @Test
  void boundsTheNumberOfCounters() {
    for (int i = 0; i < 300_000; i++) {
      users.add(payment("user" + i, NOW), NOW);
    }

    HotUsers.Minute minute = users.lastMinute(NOW, null);

    assertThat(minute.records()).isEqualTo(300_000);
    assertThat(minute.users()).isEqualTo(200_000);
    assertThat(users.lastMinute(NOW.plusSeconds(90), null).records()).isZero();
  }

  private void add(String user, int times, Instant at) {
    for (int i = 0; i < times; i++) {
      users.add(payment(user, at), at);
    }
  }

  private static PublishedPayment payment(String user, Instant at) {
    return new PublishedPayment(UUID.randomUUID(), user, 1, 0, at, at);
  }
}
