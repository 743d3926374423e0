package io.paymentdone.notification.stream;

import io.paymentdone.web.security.Caller;

/**
 * Whose share of the streams of a replica is used.
 *
 * @param name unlike that of any other owner
 */
record StreamOwner(Kind kind, String name) {

  /** What an owner is. */
  enum Kind {
    /** Where nobody logs in. */
    ADDRESS,
    CLIENT,
    USER
  }

  static StreamOwner of(Caller caller, String address) {
    if (caller.equals(Caller.ANONYMOUS)) {
      return new StreamOwner(Kind.ADDRESS, address);
    }
    return new StreamOwner(caller.userId() == null ? Kind.CLIENT : Kind.USER, caller.name());
  }

  /** Without a user's id. */
  @Override
  public String toString() {
    return kind == Kind.USER ? "a user" : name;
  }
}
