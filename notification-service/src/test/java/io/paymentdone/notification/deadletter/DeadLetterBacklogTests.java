package io.paymentdone.notification.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What needs no database: its thread. */
class DeadLetterBacklogTests {

  private final TransactionTemplate transaction = mock(TransactionTemplate.class);
  private final DeadLetterBacklog backlog =
      new DeadLetterBacklog(
          mock(ConsumerDatabase.class),
          mock(JdbcTemplate.class),
          transaction,
          mock(DeadLetterPublisher.class),
          new NotificationProperties("member-1"),
          Clock.systemUTC(),
          new SimpleMeterRegistry());

  @Test
  void isLookedAtAgainAfterAnError() {
    when(transaction.execute(any()))
        .thenThrow(new NoClassDefFoundError("thrown by a test"))
        .thenReturn(false);

    backlog.start();
    try {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            // Ends a pause.
            assertThat(backlog.add(List.of())).isTrue();
            verify(transaction, atLeast(2)).execute(any());
          });
    } finally {
      backlog.stop();
    }
  }
}
