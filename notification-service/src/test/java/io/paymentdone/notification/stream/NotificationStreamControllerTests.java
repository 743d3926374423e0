package io.paymentdone.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.notification.feed.NotificationText;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.security.Caller;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** What needs no database: that none is asked. */
class NotificationStreamControllerTests {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final NotificationStreams streams =
      new NotificationStreams(
          new NewEntries(new JdbcTemplate()),
          new MovedMarks(new JdbcTemplate()),
          new NotificationText(),
          new Bulkhead(1, 0, Duration.ZERO),
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
  private final MockMvcTester http = MockMvcTester.of(new NotificationStreamController(streams));

  @Test
  void answersHeadWithoutOpeningAStream() {
    assertThat(http.head().uri("/notifications/stream?userId=user1").principal(Caller.ANONYMOUS))
        .hasStatusOk()
        .hasContentType(MediaType.TEXT_EVENT_STREAM)
        .hasHeader("X-Accel-Buffering", "no");

    assertThat(meters.get("notification.stream.clients").gauge().value()).isZero();
  }
}
