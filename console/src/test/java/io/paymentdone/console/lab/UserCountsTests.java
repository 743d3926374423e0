package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserCountsTests {

  private final UserCounts users = new UserCounts(3);

  @Test
  void countsUsersOfEachPartition() {
    users.seen("ana", 0);
    users.seen("ana", 0);
    users.seen("ana", 2);
    users.seen("ana", 1);
    users.seen("eve", 2);

    assertThat(users.usersPerPartition()).containsExactly(1, 1, 2);
    assertThat(users.onSeveralPartitions()).isEqualTo(1);
  }

  @Test
  void countsAUserOutOfOrderOnce() {
    users.handled("ana", 0, 1, true);
    users.handled("ana", 1, 5, true);
    users.handled("ana", 0, 2, true);
    users.handled("ana", 0, 3, true);
    users.handled("eve", 0, 4, true);

    assertThat(users.outOfOrder()).isEqualTo(1);
  }

  @Test
  void comparesOffsetsOfOnePartitionOnly() {
    users.handled("ana", 0, 7, false);
    users.handled("ana", 1, 2, false);
    assertThat(users.outOfOrder()).isZero();

    users.handled("ana", 1, 1, false);
    assertThat(users.outOfOrder()).isEqualTo(1);
  }

  @Test
  void forgetsUsers() {
    users.seen("ana", 0);
    users.seen("ana", 1);
    users.restart();

    assertThat(users.usersPerPartition()).containsExactly(0, 0, 0);
    assertThat(users.onSeveralPartitions()).isZero();
  }

  @Test
  void knowsABoundedNumberOfUsers() {
    for (int user = 0; user < UserCounts.USERS_MAX + 10; user++) {
      users.seen("user" + user, 0);
    }

    assertThat(users.usersPerPartition().getFirst()).isEqualTo(UserCounts.USERS_MAX);
  }
}
