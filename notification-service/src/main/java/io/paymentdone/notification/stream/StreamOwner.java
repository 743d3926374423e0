package io.paymentdone.notification.stream;

import io.paymentdone.web.security.Caller;

/**
 * Whose share of the streams of a replica is used.
 *
 * @param name unlike that of any other owner
 * @param isUser whether it is a user, who has fewer and shorter ones than a client of the API
 */
record StreamOwner(String name, boolean isUser) {

  /** The prefix keeps a client's name apart from an equal address. */
  static StreamOwner of(Caller caller, String address) {
    return caller.equals(Caller.ANONYMOUS)
        ? new StreamOwner("address " + address, false)
        : new StreamOwner("client " + caller.name(), caller.userId() != null);
  }

  /** Without a user's id. */
  @Override
  public String toString() {
    return isUser ? "a user" : name;
  }
}
