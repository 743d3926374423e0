package io.paymentdone.notification.webhook;

import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads rows of the table {@code webhook_endpoint}. */
@Component
class EndpointRow implements RowMapper<StoredEndpoint> {

  static final String COLUMNS =
      """
      number, id, url, description, callers, enabled, disabled_reason, secret, previous_secret,
      previous_secret_until, created_at, failing_since, log
      """;

  private final SigningSecrets secrets;
  private final JsonMapper json;
  private final Clock clock;

  EndpointRow(SigningSecrets secrets, JsonMapper json, Clock clock) {
    this.secrets = secrets;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public StoredEndpoint mapRow(ResultSet row, int rowNumber) throws SQLException {
    Instant until = instant(row, "previous_secret_until");
    boolean rotating = until != null && clock.instant().isBefore(until);
    return new StoredEndpoint(
        new WebhookEndpoint(
            row.getInt("number"),
            row.getObject("id", UUID.class),
            URI.create(row.getString("url")),
            signing(row.getBytes("secret"), rotating ? row.getBytes("previous_secret") : null),
            instant(row, "failing_since")),
        row.getString("description"),
        callers(row.getArray("callers")),
        row.getBoolean("enabled"),
        row.getString("disabled_reason"),
        rotating ? until : null,
        Objects.requireNonNull(instant(row, "created_at")),
        List.of(json.readValue(row.getString("log"), LogEntry[].class)));
  }

  /** Newest first; none if the newest cannot be decrypted, for receivers may know that one only. */
  private List<byte[]> signing(byte[] newest, byte @Nullable [] previous) {
    return secrets
        .open(newest)
        .map(secret -> Stream.concat(Stream.of(secret), opened(previous)).toList())
        .orElse(List.of());
  }

  private Stream<byte[]> opened(byte @Nullable [] stored) {
    return Optional.ofNullable(stored).flatMap(secrets::open).stream();
  }

  private static @Nullable List<String> callers(@Nullable Array array) throws SQLException {
    return array == null ? null : List.of((String[]) array.getArray());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
