package io.paymentdone.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.paging.AnswerMemory;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A feed without a database: no process listens on that port. */
class FeedTests {

  private final Feed feed =
      new Feed(
          JdbcClient.create(
              new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/notification")),
          new Bulkhead(1, 0, Duration.ZERO),
          new AnswerMemory(1 << 20));

  @Test
  void refusesAForgedCursorWithoutAskingTheDatabase() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> feed.page("user1", 20, "forged"))
        .satisfies(problem -> {
          assertThat(problem.status()).isEqualTo(HttpStatus.BAD_REQUEST);
          assertThat(problem.code()).isEqualTo("invalid-cursor");
        });
  }
}
