package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import io.paymentdone.notification.NotificationProperties;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
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

  private static final String SELECT =
      """
      select partition, record_key, record_value, header_names, header_values
        from dead_letter
       where id = ?
      """;

  /** The column takes no later year; a producer may claim any. */
  private static final long RECORD_TIME_MAX = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  private final JdbcTemplate jdbc;
  private final NotificationProperties properties;
  private final Clock clock;

  DeadLetterTable(JdbcTemplate jdbc, NotificationProperties properties, Clock clock) {
    this.jdbc = jdbc;
    this.properties = properties;
    this.clock = clock;
  }

  /** Adds those that are not there, in the caller's transaction. */
  public void add(List<RejectedRecord> rejected) {
    if (rejected.isEmpty()) {
      return;
    }
    jdbc.execute(
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
    return jdbc.query(SELECT, (row, number) -> record(row), id).stream().findFirst();
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
