package io.paymentdone.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.notification.feed.Language;
import io.paymentdone.notification.feed.NotificationText;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.problem.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Streams that end before they are open; there is room for one. */
class NotificationStreamsTests {

  private static final Duration WAIT_MAX = Duration.ofMillis(10);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void givesBackTheSlotOfAStreamThatGetsNoConnection() {
    NotificationStreams streams = streams(new Bulkhead(1, 1, WAIT_MAX));

    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(DataAccessResourceFailureException.class)
          .isThrownBy(() -> open(streams));
      assertThat(taken()).isZero();
    }
  }

  @Test
  void givesBackTheSlotOfAStreamWhoseTurnDoesNotCome() {
    NotificationStreams streams = streams(new Bulkhead(0, 1, WAIT_MAX));

    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> open(streams))
          .satisfies(problem -> assertThat(problem.code()).isEqualTo("overloaded"));
      assertThat(taken()).isZero();
    }
  }

  private NotificationStreams streams(Bulkhead readers) {
    JdbcTemplate jdbc = new JdbcTemplate(new AwayDataSource());
    return new NotificationStreams(
        new NewEntries(jdbc),
        new MovedMarks(jdbc),
        new NotificationText(),
        readers,
        new StreamProperties(
            Duration.ofMillis(200),
            Duration.ofSeconds(15),
            1,
            1,
            1,
            Duration.ofMinutes(15),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10)),
        meters);
  }

  private static void open(NotificationStreams streams) {
    streams.open(
        new StreamOwner(StreamOwner.Kind.CLIENT, "client"), "user1", Language.ENGLISH, null);
  }

  private double taken() {
    return meters.get("notification.stream.clients").gauge().value();
  }

  /** As a pool in which none becomes free, or whose database is away. */
  private static final class AwayDataSource extends AbstractDataSource {

    @Override
    public Connection getConnection() throws SQLException {
      throw new SQLTransientConnectionException("Connection is not available");
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
      return getConnection();
    }
  }
}
