package io.paymentdone.faults.check;

import io.paymentdone.faults.check.SystemState.Commit;
import io.paymentdone.payment.event.PaymentMessage;
import io.paymentdone.servers.PostgresServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The oracle of commit order: a second replication slot beside the relay's, on the same messages.
 * It knows nothing of the relay, of Kafka or of {@code seq}.
 */
public final class CommitOrder {

  private static final String SLOT = "commit_order_oracle";

  private final PostgresServer postgres;
  private final List<Commit> commits = new ArrayList<>();

  /** A slot that lost its own position in a crash gives changes twice. */
  private final Set<Long> seen = new HashSet<>();

  private CommitOrder(PostgresServer postgres) {
    this.postgres = postgres;
  }

  /** Sees every payment committed from now on. */
  public static CommitOrder since(PostgresServer postgres) throws SQLException {
    try (Connection connection = postgres.connect("payment");
        PreparedStatement create =
            connection.prepareStatement(
                "select pg_create_logical_replication_slot(?, 'pgoutput')")) {
      create.setString(1, SLOT);
      create.execute();
    }
    return new CommitOrder(postgres);
  }

  /** All events so far, in commit order. */
  public synchronized List<Commit> read() throws SQLException {
    try (Connection connection = postgres.connect("payment");
        PreparedStatement changes =
            connection.prepareStatement(
                """
                select data from pg_logical_slot_get_binary_changes(?, null, null,
                  'proto_version', '1', 'publication_names', 'payment_relay', 'messages', 'true')
                """)) {
      changes.setString(1, SLOT);
      try (ResultSet rows = changes.executeQuery()) {
        while (rows.next()) {
          take(ByteBuffer.wrap(rows.getBytes(1)));
        }
      }
    }
    return List.copyOf(commits);
  }

  /** See "Logical Replication Message Formats" in PostgreSQL's manual. */
  private void take(ByteBuffer change) {
    if (change.get() != 'M') {
      return;
    }
    boolean transactional = change.get() == 1;
    long lsn = change.getLong();
    byte[] prefix = new byte[PaymentMessage.PREFIX.length() + 1];
    if (!transactional || change.remaining() < prefix.length) {
      return;
    }
    change.get(prefix);
    byte[] expected =
        Arrays.copyOf(PaymentMessage.PREFIX.getBytes(StandardCharsets.US_ASCII), prefix.length);
    if (!Arrays.equals(prefix, expected) || !seen.add(lsn)) {
      return;
    }
    int length = change.getInt();
    PaymentMessage message = PaymentMessage.read(change.slice(change.position(), length));
    commits.add(new Commit(message.paymentId(), message.userId()));
  }
}
