package io.paymentdone.web.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CursorTests {

  private final Cursor cursor = new Cursor("payments", "user1");
  private final String text = cursor.write(2, Long.MAX_VALUE);

  @Test
  void parsesItsOwnText() {
    assertThat(cursor.read(text, 2)).containsExactly(2, Long.MAX_VALUE);
  }

  @Test
  void refusesFirstNumbersThatItsListDoesNotHave() {
    assertThat(cursor.read(text, 2, 2)).containsExactly(2, Long.MAX_VALUE);
    for (long first : new long[] {3, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      String forged = cursor.write(first, 1);
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> cursor.read(forged, 2, 2))
          .returns("invalid-cursor", ProblemException::code);
    }
  }

  @Test
  void refusesThoseOfOtherListsAndUsers() {
    refuses(new Cursor("notifications", "user1"), text, 2);
    refuses(new Cursor("payments", "user2"), text, 2);
    refuses(cursor, text, 1);
  }

  @Test
  void refusesEveryChangeOfACharacter() {
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      refuses(cursor, text.substring(0, i) + other + text.substring(i + 1), 2);
    }
  }

  @Test
  void refusesNonsense() {
    List.of("", "x", "%", " ", text + "=", text + "A", "w".repeat(100_000))
        .forEach(nonsense -> refuses(cursor, nonsense, 2));
  }

  private static void refuses(Cursor cursor, String text, int length) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> cursor.read(text, length))
        .returns("invalid-cursor", ProblemException::code)
        .returns(400, e -> e.status().value());
  }
}
