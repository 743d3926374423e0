package io.paymentdone.payment.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.payment.event.PaymentEvents;
import io.paymentdone.payment.event.PaymentMessage;
import io.paymentdone.servers.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A database of its own with the service's schema; payments are written as the service does. */
final class TestDatabase implements AutoCloseable {

  static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  static final String CALLER = "käufer";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final PostgresServer server;
  private final String name;

  TestDatabase(PostgresServer server) {
    this.server = server;
    this.name = "relay_" + NUMBER.incrementAndGet();
    server.createDatabases(List.of(name));
    execute(migration("V1__payment.sql"));
    execute(migration("V2__relay.sql"));
    execute(migration("V6__metadata.sql"));
  }

  private static String migration(String file) {
    try (InputStream in = TestDatabase.class.getResourceAsStream("/db/migration/" + file)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Also the name of the slot: slots are known to the whole server. */
  String name() {
    return name;
  }

  Connection connect() throws SQLException {
    return server.connect(name);
  }

  void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The single value of a query, as text; null when it is null or there is no row. */
  @Nullable String query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The slot's column. */
  @Nullable String slot(String column) {
    return query(
        "select " + column + " from pg_replication_slots where slot_name = '" + name + "'");
  }

  static PaymentDone payment(String userId) {
    return payment(userId, "order 42");
  }

  static PaymentDone payment(String userId, String description) {
    return new PaymentDone(
        UUID.randomUUID(),
        userId,
        1250,
        "EUR",
        description,
        Instant.now().truncatedTo(ChronoUnit.MICROS));
  }

  /** Inserts a payment and emits its event, in the connection's transaction. */
  static UUID insert(Connection connection, PaymentDone payment) throws SQLException {
    PaymentMessage message = PaymentEvents.message(0, payment, TRACEPARENT, CALLER);
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            with inserted as (
              insert into payment (id, caller, user_id, amount, currency, description, created_at, traceparent)
              values (?, ?, ?, ?, ?, ?, ?, ?)
              returning seq)
            select pg_logical_emit_message(true, 'payment-done', int8send(seq) || ?) from inserted
            """)) {
      statement.setObject(1, payment.paymentId());
      statement.setString(2, message.caller());
      statement.setString(3, payment.userId());
      statement.setLong(4, payment.amount());
      statement.setString(5, payment.currency());
      statement.setString(6, payment.description());
      statement.setObject(7, payment.occurredAt().atOffset(ZoneOffset.UTC));
      statement.setString(8, message.traceparent());
      statement.setBytes(9, message.contentWithoutSeq());
      statement.execute();
    }
    return payment.paymentId();
  }

  /** Inserts payments of one user, each in a transaction of its own. */
  List<String> insert(String userId, int count) {
    List<String> ids = new ArrayList<>();
    try (Connection connection = connect()) {
      for (int i = 0; i < count; i++) {
        ids.add(insert(connection, payment(userId)).toString());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return ids;
  }

  /** Drops the slot; whoever streams from it is thrown out. */
  void dropSlot() {
    execute(
        "select pg_terminate_backend(active_pid) from pg_replication_slots where active and"
            + " slot_name = '"
            + name
            + "'");
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> {
          execute("select pg_drop_replication_slot('" + name + "')");
          return true;
        });
  }

  /** Drops the slot, so that it does not hold back the WAL of the tests behind. */
  @Override
  public void close() {
    execute(
        """
        do $$ begin
          perform pg_drop_replication_slot(slot_name)
          from pg_replication_slots where database = current_database();
        exception when others then null;
        end $$
        """);
  }
}
