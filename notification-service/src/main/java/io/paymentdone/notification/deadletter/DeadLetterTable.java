package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.paging.SizedRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Stores rejected records unchanged, each once by its partition and offset. */
@Component
class DeadLetterTable {

  private static final String RECORD =
      """
      select partition, record_key, record_value, header_names, header_values
        from dead_letter
       where id = ?
      """;

  /** Memory that a redrive needs. */
  private static final String SIZE =
      """
      select coalesce(octet_length(record_key), 0) + coalesce(octet_length(record_value), 0)
             + pg_column_size(header_names) + pg_column_size(header_values)
        from dead_letter
       where id = ?
      """;

  /** All columns except the whole key and value. */
  private static final String ITEM =
      """
      id, partition, "offset", reason, detail, key_head, octet_length(record_key) as key_bytes, value_head,
      value_bytes, record_time, received_at, consumer, redriven_at, redriven_by, redrives
      """;

  private static final String ONE = "select " + ITEM + " from dead_letter where id = ?";

  private static final String BEFORE =
      SizedRow.bounded(
          "select " + ITEM + " from dead_letter where id < ? order by id desc limit ?",
          """
          octet_length(detail) + coalesce(octet_length(key_head), 0)
            + coalesce(octet_length(value_head), 0)
          """,
          "id desc");

  private static final String REDRIVEN =
      """
      update dead_letter
         set redriven_at = ?::timestamptz, redriven_by = ?, redrives = redrives + 1
       where id = ?
      returning
      """
          + ITEM;

  private final JdbcTemplate jdbc;
  private final ConsumerDatabase consumer;
  private final Bulkhead readers;
  private final NotificationProperties properties;
  private final Clock clock;

  DeadLetterTable(
      JdbcTemplate jdbc,
      ConsumerDatabase consumer,
      Bulkhead readers,
      NotificationProperties properties,
      Clock clock) {
    this.jdbc = jdbc;
    this.consumer = consumer;
    this.readers = readers;
    this.properties = properties;
    this.clock = clock;
  }

  /** Adds the records that the table does not have, in a transaction of the consumer. */
  void add(List<RejectedRecord> rejected) {
    consumer
        .transaction()
        .executeWithoutResult(status -> {
          consumer.jdbc().execute(ConsumerDatabase.LIMITS);
          DeadLetterRows.insert(consumer.jdbc(), rejected, clock.instant(), properties.clientId());
        });
  }

  /** The record of a dead letter, for its original topic; empty if there is none with this id. */
  Optional<ProducerRecord<byte[], byte[]>> record(long id) {
    return readers.call(() -> jdbc.query(RECORD, (row, number) -> record(row), id)).stream()
        .findFirst();
  }

  /** The item with this id; empty if there is none. */
  Optional<DeadLetterItem> item(long id) {
    return readers.call(() -> jdbc.query(ONE, (row, number) -> item(row), id)).stream().findFirst();
  }

  /** Size of the record with this id in bytes; 0 if there is none. */
  long bytes(long id) {
    return readers.call(() -> jdbc.query(SIZE, (row, number) -> row.getLong(1), id)).stream()
        .findFirst()
        .orElse(0L);
  }

  /** Items with a lower id, newest first; fewer if they are more than a page holds. */
  List<SizedRow<DeadLetterItem>> before(long id, int limit) {
    return readers.call(
        () -> jdbc.query(BEFORE, (row, number) -> SizedRow.of(item(row), row), id, limit));
  }

  /** Marks an item as redriven; empty if there is none with this id. */
  Optional<DeadLetterItem> markRedriven(long id, String by) {
    String now = clock.instant().toString();
    return jdbc.query(REDRIVEN, (row, number) -> item(row), now, by, id).stream().findFirst();
  }

  private static DeadLetterItem item(ResultSet row) throws SQLException {
    return new DeadLetterItem(
        row.getLong("id"),
        row.getInt("partition"),
        row.getLong("offset"),
        row.getString("reason"),
        row.getString("detail"),
        RecordContent.of(row.getBytes("key_head"), row.getObject("key_bytes", Integer.class)),
        RecordContent.of(row.getBytes("value_head"), row.getObject("value_bytes", Integer.class)),
        Objects.requireNonNull(instant(row, "record_time")),
        Objects.requireNonNull(instant(row, "received_at")),
        row.getString("consumer"),
        instant(row, "redriven_at"),
        row.getString("redriven_by"),
        row.getInt("redrives"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static ProducerRecord<byte[], byte[]> record(ResultSet row) throws SQLException {
    byte[] key = row.getBytes("record_key");
    // A record without a key goes back to its original partition.
    Integer partition = key == null ? Integer.valueOf(row.getInt("partition")) : null;
    List<Header> headers = new ArrayList<>();
    byte[][] names = (byte[][]) row.getArray("header_names").getArray();
    byte[][] values = (byte[][]) row.getArray("header_values").getArray();
    for (int i = 0; i < names.length; i++) {
      headers.add(new RecordHeader(new String(names[i], UTF_8), values[i]));
    }
    return new ProducerRecord<>(
        Topics.PAYMENT_DONE, partition, key, row.getBytes("record_value"), headers);
  }
}
