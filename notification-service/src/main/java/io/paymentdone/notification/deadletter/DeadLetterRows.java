package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Inserts rejected records, with as many per statement as a memory limit allows. */
final class DeadLetterRows {

  private static final String INSERT =
      """
      insert into dead_letter (partition, "offset", record_time, reason, detail, record_key, record_value,
                               header_names, header_values, received_at, consumer)
      select e.partition, e."offset", e.record_time, e.reason, e.detail, e.record_key, e.record_value,
             e.header_names::bytea[], e.header_values::bytea[], ?::timestamptz, ?
        from unnest(?::integer[], ?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::bytea[], ?::bytea[],
                    ?::text[], ?::text[])
             e (partition, "offset", record_time, reason, detail, record_key, record_value,
                header_names, header_values)
          on conflict (partition, "offset") do nothing
      """;

  /** Greatest value of the column; a producer can set any timestamp. */
  private static final long RECORD_TIME_MAX = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  /** A statement holds its values several times: as objects, as parameters, and as a message. */
  private static final int PART_BYTES_MAX = 1024 * 1024;

  private DeadLetterRows() {}

  /** Inserts the records that the table does not have. */
  static void insert(
      JdbcTemplate jdbc, List<RejectedRecord> rejected, Instant receivedAt, String consumer) {
    jdbc.execute(
        (ConnectionCallback<Integer>)
            connection -> {
              insert(connection, rejected, receivedAt, consumer);
              return rejected.size();
            });
  }

  private static void insert(
      Connection connection, List<RejectedRecord> rejected, Instant receivedAt, String consumer)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, receivedAt.toString());
      statement.setString(2, consumer);
      for (List<RejectedRecord> part : parts(rejected)) {
        bind(connection, statement, part);
        statement.executeUpdate();
      }
    }
  }

  /** The records in parts of at most 1 MB, or of one record. */
  static List<List<RejectedRecord>> parts(List<RejectedRecord> rejected) {
    List<List<RejectedRecord>> parts = new ArrayList<>();
    int begin = 0;
    while (begin < rejected.size()) {
      int end = end(rejected, begin);
      parts.add(rejected.subList(begin, end));
      begin = end;
    }
    return parts;
  }

  /** End of a part, which has at least one record. */
  private static int end(List<RejectedRecord> rejected, int begin) {
    long bytes = bytes(rejected.get(begin));
    int end = begin + 1;
    while (end < rejected.size() && bytes + bytes(rejected.get(end)) <= PART_BYTES_MAX) {
      bytes += bytes(rejected.get(end));
      end++;
    }
    return end;
  }

  private static long bytes(RejectedRecord rejected) {
    ConsumerRecord<byte[], byte[]> source = rejected.source();
    long bytes = length(source.key()) + (long) length(source.value()) + rejected.detail().length();
    for (Header header : source.headers()) {
      bytes += header.key().length() + (long) length(header.value());
    }
    return bytes;
  }

  private static int length(byte @Nullable [] content) {
    return content == null ? 0 : content.length;
  }

  private static void bind(
      Connection connection, PreparedStatement statement, List<RejectedRecord> rows)
      throws SQLException {
    Columns columns = new Columns(connection, statement, rows);
    columns.bind(3, "integer", row -> row.source().partition());
    columns.bind(4, "bigint", row -> row.source().offset());
    columns.bind(5, "timestamptz", row -> recordTime(row.source()).toString());
    columns.bind(6, "text", row -> row.reason().code());
    columns.bind(7, "text", RejectedRecord::detail);
    columns.bindBytes(8, row -> row.source().key());
    columns.bindBytes(9, row -> row.source().value());
    columns.bind(10, "text", row -> array(row, header -> header.key().getBytes(UTF_8)));
    columns.bind(11, "text", row -> array(row, Header::value));
  }

  private static Instant recordTime(ConsumerRecord<?, ?> source) {
    return Instant.ofEpochMilli(Math.clamp(source.timestamp(), 0, RECORD_TIME_MAX));
  }

  /**
   * A bytea array as a literal, because JDBC has no type for an array of arrays of different
   * lengths.
   */
  private static String array(RejectedRecord row, Function<Header, byte @Nullable []> part) {
    return Arrays.stream(row.source().headers().toArray())
        .map(part)
        .map(bytes -> bytes == null ? "NULL" : "\"\\\\x" + HexFormat.of().formatHex(bytes) + '"')
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** The rows by column: each column is one parameter, for any number of rows. */
  private record Columns(
      Connection connection, PreparedStatement statement, List<RejectedRecord> rows) {

    void bind(int index, String type, Function<RejectedRecord, Object> value) throws SQLException {
      statement.setArray(index, connection.createArrayOf(type, rows.stream().map(value).toArray()));
    }

    void bindBytes(int index, Function<RejectedRecord, byte @Nullable []> value)
        throws SQLException {
      List<byte @Nullable []> values = new ArrayList<>();
      rows.forEach(row -> values.add(value.apply(row)));
      statement.setArray(index, connection.createArrayOf("bytea", values.toArray(new byte[0][])));
    }
  }
}
