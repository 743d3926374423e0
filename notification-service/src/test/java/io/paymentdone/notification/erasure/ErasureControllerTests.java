package io.paymentdone.notification.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.Caller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What needs no database: that none is asked. */
class ErasureControllerTests {

  private final ErasureController controller =
      new ErasureController(
          new Erasure(
              new ErasureTable(JdbcClient.create(new JdbcTemplate()), new TransactionTemplate())));

  /** A request that came past the security filters is not taken for everybody's. */
  @Test
  void erasesNothingForACallerThatNobodyKnows() {
    assertThatIllegalStateException()
        .isThrownBy(() -> controller.erase("user1", null, null))
        .withMessage("the request has no known caller");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a\u0000b", "\u202euser1"})
  void erasesNothingOfAUserThatCannotBe(@Nullable String userId) {
    for (boolean inPath : new boolean[] {true, false}) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() ->
              controller.erase(inPath ? userId : null, inPath ? null : userId, Caller.ANONYMOUS))
          .satisfies(refused -> assertThat(refused.code()).isEqualTo("invalid-request"));
    }
  }
}
