package io.paymentdone.payment.relay.recovery;

import io.paymentdone.payment.relay.replication.Slot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The row of {@code relay_progress}: what is known to be published, whatever becomes of the slot.
 */
public final class RelayProgress {

  private final Slot slot;

  public RelayProgress(Slot slot) {
    this.slot = slot;
  }

  /**
   * The row.
   *
   * @param publishedSeq every committed payment up to it is on the topic, and no lower one can
   *     still commit
   * @param healing whether what lies above it must be published from the table first
   */
  public record Row(long publishedSeq, boolean healing) {}

  /** Reads it. */
  public Row read(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select published_seq, healing from relay_progress where slot = ?")) {
      select.setString(1, slot.name());
      try (ResultSet row = select.executeQuery()) {
        // Without a row nothing was ever published here.
        return row.next() ? new Row(row.getLong(1), row.getBoolean(2)) : new Row(0, false);
      }
    }
  }

  /** Whether a payment lies above {@link Row#publishedSeq}. */
  boolean hasUnpublished(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select exists (select 1 from payment where seq > ?)")) {
      select.setLong(1, read(connection).publishedSeq());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** The highest seq of the payments that are committed; 0 without any. */
  long lastSeq(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("select coalesce(max(seq), 0) from payment");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Writes the row of a new installation. */
  void createIfAbsent(Connection connection) throws SQLException {
    update(
        connection,
        """
        insert into relay_progress (slot, published_seq, healing) values (?, 0, true)
        on conflict do nothing
        """);
  }

  /** From now on, and after a crash too, the slot alone does not give everything. */
  void beginHealing(Connection connection) throws SQLException {
    update(
        connection,
        """
        insert into relay_progress (slot, published_seq, healing) values (?, 0, true)
        on conflict (slot) do update set healing = true, updated_at = now()
        """);
  }

  /** The slot gives everything that is not published. */
  void endHealing(Connection connection) throws SQLException {
    update(
        connection, "update relay_progress set healing = false, updated_at = now() where slot = ?");
  }

  private void update(Connection connection, String sql) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, slot.name());
      update.executeUpdate();
    }
  }

  /** Moves on; never back. */
  void advance(Connection connection, long publishedSeq) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update relay_progress set published_seq = ?, updated_at = now()
            where slot = ? and published_seq < ?
            """)) {
      update.setLong(1, publishedSeq);
      update.setString(2, slot.name());
      update.setLong(3, publishedSeq);
      update.executeUpdate();
    }
  }
}
