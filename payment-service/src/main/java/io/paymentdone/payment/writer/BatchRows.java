package io.paymentdone.payment.writer;

import io.paymentdone.payment.event.PaymentEvents;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of a batch, column by column, as the insert statements take them. */
final class BatchRows {

  private final Instant createdAt;
  private final StoredPayment[] payments;
  private final UUID[] ids;
  private final String[] callers;
  private final @Nullable String[] keys;
  private final String[] userIds;
  private final Long[] amounts;
  private final String[] currencies;
  private final @Nullable String[] descriptions;
  private final @Nullable String[] metadata;
  private final String[] traceparents;
  private final byte[][] contents;
  private boolean hasMetadata;

  private BatchRows(int size, Instant createdAt) {
    this.createdAt = createdAt;
    payments = new StoredPayment[size];
    ids = new UUID[size];
    callers = new String[size];
    keys = new @Nullable String[size];
    userIds = new String[size];
    amounts = new Long[size];
    currencies = new String[size];
    descriptions = new @Nullable String[size];
    metadata = new @Nullable String[size];
    traceparents = new String[size];
    contents = new byte[size][];
  }

  /** A row for the first order of each group, with ids that follow the groups' order. */
  static BatchRows of(List<KeyGroup> groups, PaymentIds paymentIds, Instant createdAt) {
    BatchRows rows = new BatchRows(groups.size(), createdAt);
    for (int i = 0; i < groups.size(); i++) {
      rows.set(i, groups.get(i).first(), paymentIds.next(createdAt));
    }
    return rows;
  }

  private void set(int row, PaymentOrder order, UUID id) {
    ids[row] = id;
    callers[row] = order.caller();
    keys[row] = order.idempotencyKey();
    userIds[row] = order.userId();
    amounts[row] = order.amount();
    currencies[row] = order.currency();
    descriptions[row] = order.description();
    metadata[row] = MetadataColumn.write(order.metadata());
    hasMetadata |= metadata[row] != null;
    traceparents[row] = order.traceparent();
    StoredPayment payment = order.stored(id, createdAt);
    payments[row] = payment;
    contents[row] =
        PaymentEvents.message(0, payment.event(), order.traceparent(), order.caller())
            .contentWithoutSeq();
  }

  int size() {
    return payments.length;
  }

  /** Whether a row has any; else the statement has no parameter for it. */
  boolean hasMetadata() {
    return hasMetadata;
  }

  /** What a row makes once it is inserted. */
  StoredPayment payment(int row) {
    return payments[row];
  }

  void bind(Connection connection, PreparedStatement statement) throws SQLException {
    statement.setArray(1, connection.createArrayOf("uuid", ids));
    statement.setArray(2, connection.createArrayOf("text", callers));
    statement.setArray(3, connection.createArrayOf("text", keys));
    statement.setArray(4, connection.createArrayOf("text", userIds));
    statement.setArray(5, connection.createArrayOf("int8", amounts));
    statement.setArray(6, connection.createArrayOf("text", currencies));
    statement.setArray(7, connection.createArrayOf("text", descriptions));
    statement.setArray(8, connection.createArrayOf("text", traceparents));
    statement.setArray(9, connection.createArrayOf("bytea", contents));
    int next = 10;
    if (hasMetadata) {
      statement.setArray(next++, connection.createArrayOf("text", metadata));
    }
    statement.setObject(next, createdAt.atOffset(ZoneOffset.UTC));
  }

  /** The only row of this batch, value by value. */
  void bindSingle(PreparedStatement statement) throws SQLException {
    statement.setObject(1, ids[0]);
    statement.setString(2, callers[0]);
    statement.setString(3, keys[0]);
    statement.setString(4, userIds[0]);
    statement.setLong(5, amounts[0]);
    statement.setString(6, currencies[0]);
    statement.setString(7, descriptions[0]);
    statement.setObject(8, createdAt.atOffset(ZoneOffset.UTC));
    statement.setString(9, traceparents[0]);
    int next = 10;
    if (hasMetadata) {
      statement.setString(next++, metadata[0]);
    }
    statement.setBytes(next, contents[0]);
  }
}
