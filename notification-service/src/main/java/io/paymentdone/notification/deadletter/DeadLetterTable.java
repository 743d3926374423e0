package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.web.Bulkhead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Keeps rejected records as they were, each once by its partition and offset. */
@Component
public class DeadLetterTable {

  private static final String INSERT =
      """
      insert into dead_letter (partition, "offset", record_time, reason, detail, record_key, record_value,
                               header_names, header_values, received_at, consumer)
      values (?, ?, ?::timestamptz, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?)
          on conflict (partition, "offset") do nothing
      """;

  private static final String RECORD =
      """
      select partition, record_key, record_value, header_names, header_values
        from dead_letter
       where id = ?
      """;

  /** Without the bulk of key and value. */
  private static final String ITEM =
      """
      id, partition, "offset", reason, detail, key_head, octet_length(record_key) as key_bytes, value_head,
      value_bytes, record_time, received_at, consumer, redriven_at, redriven_by, redrives
      """;

  private static final String BEFORE =
      "select " + ITEM + " from dead_letter where id < ? order by id desc limit ?";

  private static final String REDRIVEN =
      """
      update dead_letter
         set redriven_at = ?::timestamptz, redriven_by = ?, redrives = redrives + 1
       where id = ?
      returning
      """
          + ITEM;

  /** The column takes no later year; a producer may claim any. */
  private static final long RECORD_TIME_MAX = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

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

  /** Adds those that are not there, in the consumer's transaction. */
  public void add(List<RejectedRecord> rejected) {
    if (rejected.isEmpty()) {
      return;
    }
    consumer
        .jdbc()
        .execute(
            (ConnectionCallback<Integer>)
                connection -> {
                  try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                    for (RejectedRecord record : rejected) {
                      bind(connection, statement, record);
                      // One by one: a batch would hold all their values in memory once more.
                      statement.executeUpdate();
                    }
                  }
                  return rejected.size();
                });
  }

  /** The record as it was, for the topic it came from; empty when there is none with this id. */
  Optional<ProducerRecord<byte[], byte[]>> record(long id) {
    return readers.call(() -> jdbc.query(RECORD, (row, number) -> record(row), id)).stream()
        .findFirst();
  }

  /** Those with a lower id, newest first. */
  List<DeadLetterItem> before(long id, int limit) {
    return readers.call(() -> jdbc.query(BEFORE, (row, number) -> item(row), id, limit));
  }

  /** Notes that one was put back; empty when there is none with this id. */
  Optional<DeadLetterItem> redriven(long id, String by) {
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
    // Without a key nothing says where it belongs: back to where it was.
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

  private void bind(Connection connection, PreparedStatement statement, RejectedRecord rejected)
      throws SQLException {
    ConsumerRecord<byte[], byte[]> source = rejected.source();
    Header[] headers = source.headers().toArray();
    byte[][] names =
        Arrays.stream(headers).map(header -> header.key().getBytes(UTF_8)).toArray(byte[][]::new);
    byte[][] values = Arrays.stream(headers).map(Header::value).toArray(byte[][]::new);
    statement.setInt(1, source.partition());
    statement.setLong(2, source.offset());
    statement.setString(
        3, Instant.ofEpochMilli(Math.clamp(source.timestamp(), 0, RECORD_TIME_MAX)).toString());
    statement.setString(4, rejected.reason().code());
    statement.setString(5, rejected.detail());
    statement.setBytes(6, source.key());
    statement.setBytes(7, source.value());
    statement.setArray(8, connection.createArrayOf("bytea", names));
    statement.setArray(9, connection.createArrayOf("bytea", values));
    statement.setString(10, clock.instant().toString());
    statement.setString(11, properties.clientId());
  }
}
