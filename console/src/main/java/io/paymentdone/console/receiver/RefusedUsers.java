package io.paymentdone.console.receiver;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** Users whose last delivery the receiver did not take, as many as it checks. */
final class RefusedUsers {

  private final SequencedSet<String> users = new LinkedHashSet<>();

  synchronized void add(String userId) {
    if (users.size() < SequenceCheck.USERS_MAX) {
      users.add(userId);
    }
  }

  synchronized void remove(String userId) {
    users.remove(userId);
  }

  /** Those refused for the longest time, in that order. */
  synchronized List<String> first(int usersMax) {
    return users.stream().limit(usersMax).toList();
  }
}
