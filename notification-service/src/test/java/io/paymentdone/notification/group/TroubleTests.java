package io.paymentdone.notification.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.kafka.listener.ListenerExecutionFailedException;

class TroubleTests {

  @Test
  void namesTheDatabaseWhenItRefuses() {
    SQLException refused =
        new SQLException(
            "ERROR: canceling statement due to lock timeout\n  Detail: (user1)", "55P03");

    assertThat(Trouble.of(wrapped(refused)))
        .isEqualTo("database: canceling statement due to lock timeout");
  }

  @Test
  void namesTheDatabaseWhenItDoesNotAnswer() {
    SQLException failed =
        new SQLException(
            "An I/O error occurred while sending to the backend.",
            "08006",
            new SocketTimeoutException("Read timed out"));

    assertThat(Trouble.of(wrapped(failed)))
        .isEqualTo(
            "database: An I/O error occurred while sending to the backend."
                + " (SocketTimeoutException: Read timed out)");
  }

  @Test
  void namesAnyOtherCause() {
    assertThat(Trouble.of(new IllegalStateException("x", new OutOfMemoryError())))
        .isEqualTo("OutOfMemoryError");
    assertThat(Trouble.of(new IllegalStateException("a\u0007b\nc")))
        .isEqualTo("IllegalStateException: a?b");
    assertThat(Trouble.of(new IllegalStateException("\u009b31m" + "x".repeat(1_000))))
        .startsWith("IllegalStateException: ?31mxxx")
        .hasSizeLessThan(201);
  }

  private static Throwable wrapped(SQLException cause) {
    return new ListenerExecutionFailedException(
        "failed", new DataAccessResourceFailureException("no", cause));
  }
}
