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

/** Inserts rejected records, many with a statement, as many as memory has room for once more. */
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

  /** The column takes no later year; a producer may claim any. */
  private static final long RECORD_TIME_MAX = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  /** A statement holds its values several times: as they are, in its parameters, in its message. */
  private static final int STATEMENT_BYTES_MAX = 1024 * 1024;

  private DeadLetterRows() {}

  /** Inserts those that are not there. */
  static void insert(
      Connection connection, List<RejectedRecord> rejected, Instant receivedAt, String consumer)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, receivedAt.toString());
      statement.setString(2, consumer);
      int begin = 0;
      while (begin < rejected.size()) {
        int end = end(rejected, begin);
        bind(connection, statement, rejected.subList(begin, end));
        statement.executeUpdate();
        begin = end;
      }
    }
  }

  /** Where a statement's share ends; it has one record at least. */
  private static int end(List<RejectedRecord> rejected, int begin) {
    long bytes = bytes(rejected.get(begin));
    int end = begin + 1;
    while (end < rejected.size() && bytes + bytes(rejected.get(end)) <= STATEMENT_BYTES_MAX) {
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

  /** A bytea array as PostgreSQL reads it: an array of arrays of different lengths has no type. */
  private static String array(RejectedRecord row, Function<Header, byte @Nullable []> part) {
    return Arrays.stream(row.source().headers().toArray())
        .map(part)
        .map(bytes -> bytes == null ? "NULL" : "\"\\\\x" + HexFormat.of().formatHex(bytes) + '"')
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** The rows column by column: one parameter each, however many rows. */
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
