package io.paymentdone.payment.writer;

import java.sql.SQLException;

/** What the SQLSTATE of a failed insert means for its rows. */
enum WriteFailure {

  /** A row's key is held by another transaction; nothing was written. */
  KEY_HELD,
  /** A row cannot be stored; nothing was written. */
  BAD_ROW,
  /** The statement was refused or never sent; nothing was written. */
  NOT_WRITTEN,
  /** The connection ended before the answer: the commit may have happened. */
  UNKNOWN;

  static WriteFailure of(SQLException e) {
    String state = e.getSQLState();
    if (state == null || state.length() != 5) {
      return UNKNOWN;
    }
    return switch (state) {
      case "55P03", "40P01" -> KEY_HELD;
      // Closed before it was used; could not connect; not accepted.
      case "08003", "08001", "08004", "57P03" -> NOT_WRITTEN;
      // A transaction that has committed and waits for a standby can be ended too.
      case "25P04", "57P01", "57P02", "57P05" -> UNKNOWN;
      // BatchStatement handles known keys; the only other unique column is the id.
      case "23505" -> NOT_WRITTEN;
      default -> ofClass(state.substring(0, 2));
    };
  }

  private static WriteFailure ofClass(String stateClass) {
    return switch (stateClass) {
      case "22", "23" -> BAD_ROW;
      case "08", "58", "XX" -> UNKNOWN;
      default -> NOT_WRITTEN;
    };
  }

  /** The outcome of orders whose batch failed like this and cannot be split any further. */
  Outcome outcome() {
    return switch (this) {
      case KEY_HELD, NOT_WRITTEN -> Outcome.Failure.UNAVAILABLE;
      case BAD_ROW -> Outcome.Failure.UNSTORABLE;
      case UNKNOWN -> Outcome.Failure.UNKNOWN;
    };
  }

  /** Whether other rows of the batch may be fine. */
  boolean concernsSingleRows() {
    return this == KEY_HELD || this == BAD_ROW;
  }
}
