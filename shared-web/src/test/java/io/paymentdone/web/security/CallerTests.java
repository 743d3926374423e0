package io.paymentdone.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paymentdone.web.problem.ProblemException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTests {

  @Test
  void aUserMayTouchItsOwnAndAClientWhateverItsScopesAllow() {
    Caller user = Caller.user("user1");
    Caller shop = Caller.client("shop", Set.of());

    assertThat(user.touching("user1")).isEqualTo("user1");
    assertThat(user.mayTouch("user2")).isFalse();
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> user.touching("user2"))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo("not-found"));
    assertThat(shop.touching("user2")).isEqualTo("user2");
  }

  @Test
  void nobodyButAUserHasANameLikeAUsers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Caller("user:user1", Set.of(Scope.ADMIN), null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Caller("user:user2", Set.of(), "user1"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Caller("shop", Set.of(), "user1"));
    assertThat(Caller.user("user1").name()).isEqualTo("user:user1");
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"anonymous", "user:user1", "corp:alice", ":", "a\u0000b", "a\u202eb"})
  void noClientHasSuchAName(@Nullable String name) {
    assertThat(ClientName.problem(name)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"128, true", "129, false"})
  void aClientsNameIsOneThatEventsCanCarry(int length, boolean allowed) {
    assertThat(ClientName.problem("😀".repeat(length)) == null).isEqualTo(allowed);
  }
}
