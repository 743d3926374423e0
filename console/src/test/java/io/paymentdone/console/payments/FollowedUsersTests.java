package io.paymentdone.console.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.payments.FollowedUsers.FollowedPayment;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FollowedUsersTests {

  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

  private final FollowedUsers users = new FollowedUsers();

  @Test
  void numbersThePaymentsOfAFollowedUser() {
    add("user1", 1, NOW);
    assertThat(users.follow("user1", NOW).newest()).isEmpty();
    add("user1", 2, NOW.plusSeconds(1));
    add("user2", 3, NOW.plusSeconds(1));
    add("user1", 4, NOW.plusSeconds(2));

    assertThat(users.follow("user1", NOW.plusSeconds(3)))
        .isEqualTo(
            new FollowedUsers.Followed(
                NOW,
                List.of(
                    new FollowedPayment(1, 0, 2, NOW.plusSeconds(1)),
                    new FollowedPayment(2, 0, 4, NOW.plusSeconds(2)))));
  }

  /** As the console reads them when it starts. */
  @Test
  void leavesOutPaymentsFromBefore() {
    var _ = users.follow("user1", NOW);
    add("user1", 1, NOW.minusMillis(1));

    assertThat(users.follow("user1", NOW).newest()).isEmpty();
  }

  /** The relay sends a record again after a failure, and records are read again after a seek. */
  @Test
  void numbersPaymentsRatherThanRecords() {
    var _ = users.follow("user1", NOW);
    UUID id = UUID.randomUUID();
    add(id, 1, NOW);
    add(id, 2, NOW.plusSeconds(1));
    for (int offset = 3; offset < 100; offset++) {
      add("user1", offset, NOW.plusSeconds(1));
    }
    add(id, 1, NOW);

    List<FollowedPayment> newest = users.follow("user1", NOW).newest();
    assertThat(newest.getLast().number()).isEqualTo(98);
    assertThat(newest.getLast().offset()).isEqualTo(99);
  }

  @Test
  void goesOnWhenTheTopicIsRecreated() {
    var _ = users.follow("user1", NOW);
    add("user1", 7, NOW);
    add("user1", 0, NOW.plusSeconds(1));

    assertThat(users.follow("user1", NOW).newest())
        .extracting(FollowedPayment::offset)
        .containsExactly(7L, 0L);
  }

  @Test
  void keepsTheNewestOnly() {
    var _ = users.follow("user1", NOW);
    for (int offset = 0; offset < 1_000; offset++) {
      add("user1", offset, NOW);
    }

    List<FollowedPayment> newest = users.follow("user1", NOW).newest();
    assertThat(newest).hasSize(50);
    assertThat(newest.getLast().number()).isEqualTo(1_000);
  }

  @Test
  void forgetsUsersForWhomNobodyAsks() {
    var _ = users.follow("user1", NOW);
    var _ = users.follow("user2", NOW.plusSeconds(121));
    add("user1", 1, NOW.plusSeconds(121));

    assertThat(users.follow("user1", NOW.plusSeconds(122)).newest()).isEmpty();
  }

  @Test
  void followsAFewUsersOnly() {
    for (int i = 0; i < 65; i++) {
      var _ = users.follow("user" + i, NOW);
    }
    add("user0", 1, NOW);
    add("user64", 2, NOW);

    assertThat(users.follow("user64", NOW).newest()).hasSize(1);
    assertThat(users.follow("user0", NOW).newest()).isEmpty();
  }

  private void add(String user, long offset, Instant at) {
    users.add(new PublishedPayment(UUID.randomUUID(), user, 0, offset, at, at));
  }

  private void add(UUID id, long offset, Instant at) {
    users.add(new PublishedPayment(id, "user1", 0, offset, at, at));
  }
}
