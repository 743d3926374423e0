package io.paymentdone.console.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * On which partitions each user has records, and whose records were handled out of order. At most
 * {@value #USERS_MAX} users. Not thread-safe.
 */
final class UserCounts {

  static final int USERS_MAX = 10_000;

  private static final class User {
    long partitions;
    int lastPartition = -1;
    long lastOrder = -1;
    boolean outOfOrder;
  }

  private final Map<String, User> users = new HashMap<>();
  private final int[] usersOfPartition;
  private int onSeveral;
  private int outOfOrder;
  private boolean capped;

  UserCounts(int partitions) {
    usersOfPartition = new int[Math.min(partitions, Long.SIZE)];
  }

  /** Forgets all users. */
  void restart() {
    users.clear();
    Arrays.fill(usersOfPartition, 0);
    onSeveral = 0;
    outOfOrder = 0;
    capped = false;
  }

  /** The user has a record on the partition. */
  void seen(String id, int partition) {
    User user = user(id);
    if (user == null || partition >= usersOfPartition.length) {
      return;
    }
    long bit = 1L << partition;
    if ((user.partitions & bit) == 0) {
      user.partitions |= bit;
      usersOfPartition[partition]++;
      if (Long.bitCount(user.partitions) == 2) {
        onSeveral++;
      }
    }
  }

  /**
   * A record of the user was handled for the first time.
   *
   * @param order place of the record among those of the user
   * @param acrossPartitions whether the order is that of all partitions, not of each one
   */
  void handled(String id, int partition, long order, boolean acrossPartitions) {
    User user = user(id);
    if (user == null) {
      return;
    }
    boolean comparable = acrossPartitions || user.lastPartition == partition;
    if (comparable && order < user.lastOrder) {
      if (!user.outOfOrder) {
        user.outOfOrder = true;
        outOfOrder++;
      }
      return;
    }
    user.lastPartition = partition;
    user.lastOrder = order;
  }

  private @Nullable User user(String id) {
    User known = users.get(id);
    if (known == null && users.size() < USERS_MAX) {
      known = new User();
      users.put(id, known);
    }
    capped |= known == null;
    return known;
  }

  List<Integer> usersPerPartition() {
    List<Integer> counts = new ArrayList<>();
    for (int users : usersOfPartition) {
      counts.add(users);
    }
    return counts;
  }

  int onSeveralPartitions() {
    return onSeveral;
  }

  /** Whether there were users that are not counted. */
  boolean isCapped() {
    return capped;
  }

  int outOfOrder() {
    return outOfOrder;
  }
}
