package io.paymentdone.payment.relay.recovery;

import io.paymentdone.payment.relay.replication.Slot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Lets one replica at a time drop or create the slot and write the end of healing. */
public final class HealingLock {

  private final Slot slot;

  public HealingLock(Slot slot) {
    this.slot = slot;
  }

  /** Takes it until the connection is closed, unless another session has it. */
  boolean tryTake(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select pg_try_advisory_lock(hashtextextended('payment relay ' || ?, 0))")) {
      select.setString(1, slot.name());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
