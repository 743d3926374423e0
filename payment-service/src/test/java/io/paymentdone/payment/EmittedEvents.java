package io.paymentdone.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.payment.event.PaymentMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The oracle: what PostgreSQL decodes for a second logical slot, in commit order, without the
 * relay.
 */
public final class EmittedEvents implements AutoCloseable {

  private final JdbcClient jdbc;
  private final String slot = "oracle_" + UUID.randomUUID().toString().replace('-', '_');

  /** Sees what commits from now on. */
  public EmittedEvents(JdbcClient jdbc) {
    this.jdbc = jdbc;
    jdbc.sql("create publication " + slot).update();
    jdbc.sql("select 1 from pg_create_logical_replication_slot(?, 'pgoutput')")
        .param(slot)
        .query()
        .singleRow();
  }

  /** The events since the last call. */
  public List<PaymentMessage> next() {
    return jdbc
        .sql(
            """
            select data from pg_logical_slot_get_binary_changes(
              ?, null, null, 'proto_version', '1', 'publication_names', ?, 'messages', 'true')
            """)
        .param(slot)
        .param(slot)
        .query(byte[].class)
        .list()
        .stream()
        .map(EmittedEvents::message)
        .flatMap(Optional::stream)
        .toList();
  }

  /** A Message of pgoutput: 'M', flags, LSN, prefix with a zero behind, length, content. */
  private static Optional<PaymentMessage> message(byte[] data) {
    if (data[0] != 'M') {
      return Optional.empty();
    }
    byte[] prefix = (PaymentMessage.PREFIX + '\0').getBytes(UTF_8);
    ByteBuffer buffer = ByteBuffer.wrap(data, 1 + 1 + Long.BYTES, data.length - 10);
    buffer.position(buffer.position() + prefix.length + Integer.BYTES);
    return Optional.of(PaymentMessage.read(buffer));
  }

  @Override
  public void close() {
    jdbc.sql("select pg_drop_replication_slot(?)").param(slot).query().listOfRows();
    jdbc.sql("drop publication " + slot).update();
  }
}
