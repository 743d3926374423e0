package io.paymentdone.payment.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What needs no database: what becomes of a batch that fails as none should. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class BatchWriterTests {

  private static final PaymentOrder ORDER =
      new PaymentOrder("anonymous", null, "user1", 1, "EUR", null, null, "");

  private static final PaymentOrder KEYED =
      new PaymentOrder("anonymous", "key", "user1", 1, "EUR", null, null, "");

  private final WriterProperties properties =
      new Binder().bindOrCreate("payment.writer", WriterProperties.class);
  private final WriterConnections connections = mock(WriterConnections.class);
  private final Connection connection = mock(Connection.class);
  private final BatchStatement statement = mock(BatchStatement.class);
  private final ContendedKeys contendedKeys = new ContendedKeys(connections, statement, properties);
  private final BatchWriter writer =
      new BatchWriter(connections, statement, contendedKeys, properties);
  private final PendingPayment payment = new PendingPayment(ORDER, Duration.ofHours(1));

  /** What the thread's handler has got. */
  private final List<Throwable> handled = new ArrayList<>();

  @BeforeEach
  void handle() throws SQLException {
    when(connections.get()).thenReturn(connection);
    Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> handled.add(failure));
  }

  @AfterEach
  void handleNoMore() {
    Thread.currentThread().setUncaughtExceptionHandler(null);
  }

  /** Its statement may have been committed, and the rest of the answer may still come. */
  @Test
  void answersThatTheOutcomeIsUnknownAfterAnErrorAndGivesTheConnectionUp() throws Exception {
    doThrow(new StackOverflowError("thrown by a test")).when(statement).write(any(), any());

    writer.write(List.of(payment));

    assertThat(payment.await()).isEqualTo(Outcome.Failure.UNKNOWN);
    verify(connections).discard(connection);
    assertThat(handled).isEmpty();
  }

  @Test
  void answersThatNothingIsStoredAfterAnErrorBeforeTheStatement() throws Exception {
    when(connections.get()).thenThrow(new NoClassDefFoundError("thrown by a test"));

    writer.write(List.of(payment));

    assertThat(payment.await()).isEqualTo(Outcome.Failure.UNAVAILABLE);
    verify(statement, never()).write(any(), any());
  }

  @Test
  void lacksOfMemoryReachTheThreadsHandler() throws Exception {
    OutOfMemoryError failure = new OutOfMemoryError("thrown by a test");
    doThrow(failure).when(statement).write(any(), any());

    writer.write(List.of(payment));

    assertThat(payment.await()).isEqualTo(Outcome.Failure.UNKNOWN);
    assertThat(handled).containsExactly(failure);
  }

  /** Three batches a second fail while the table is locked. */
  @Test
  void failuresOfOneKindHaveOneLine(CapturedOutput log) throws SQLException {
    doThrow(new SQLException("canceling statement due to lock timeout", "55P03"))
        .when(statement)
        .write(any(), any());

    for (int i = 0; i < 10; i++) {
      writer.write(List.of(new PendingPayment(ORDER, Duration.ofHours(1))));
    }

    assertThat(log.getAll()).containsOnlyOnce("batch of 1 failed as KEY_HELD");
  }

  /** Otherwise each later payment of the key would wait for a thread that is gone. */
  @Test
  void aKeyThatIsHeldElsewhereIsFreeAgainAfterAnError() throws Exception {
    PendingPayment keyed = new PendingPayment(KEYED, Duration.ofHours(1));
    doThrow(new StackOverflowError("thrown by a test")).when(statement).write(any(), any());

    contendedKeys.add(new PaymentKey("anonymous", "key"), List.of(keyed));

    assertThat(keyed.await()).isEqualTo(Outcome.Failure.UNKNOWN);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> !contendedKeys.join(new PendingPayment(KEYED, Duration.ofHours(1))));
    verify(connections, atLeastOnce()).discard(connection);
  }
}
