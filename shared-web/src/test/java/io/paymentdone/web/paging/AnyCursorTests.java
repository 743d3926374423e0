package io.paymentdone.web.paging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.testsupport.RandomInput;
import io.paymentdone.web.problem.ProblemException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** A list reads the cursors that it gave out, and no text beside them. */
class AnyCursorTests {

  private static final int NUMBERS_MAX = 3;

  @Test
  void readsAnyPosition() {
    RandomInput.check(input -> {
      Cursor cursor = new Cursor("payments", "user" + input.below(3));
      long[] position = position(input);

      assertThat(cursor.read(cursor.write(position), position.length)).isEqualTo(position);
    });
  }

  @Test
  void refusesAnythingElse() {
    RandomInput.check(input -> {
      Cursor cursor = new Cursor("payments", "user1");
      long[] position = position(input);
      String own = cursor.write(position);
      String forged = forged(input, own, position);

      if (!forged.equals(own)) {
        assertThatExceptionOfType(ProblemException.class)
            .isThrownBy(() -> cursor.read(forged, position.length))
            .returns("invalid-cursor", ProblemException::code);
      }
    });
  }

  private static String forged(RandomInput input, String own, long[] position) {
    return switch (input.below(7)) {
      case 0 -> input.text(60);
      case 1 -> new Cursor("payments", "user2").write(position);
      case 2 -> new Cursor("notifications", "user1").write(position);
      case 3 -> Base64.getUrlEncoder().withoutPadding().encodeToString(input.bytes(40));
      // The same bytes, written as others would.
      case 4 -> Base64.getUrlEncoder().encodeToString(Base64.getUrlDecoder().decode(own));
      case 5 -> Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(own));
      default -> new String(input.mutated(own.getBytes(ISO_8859_1)), ISO_8859_1);
    };
  }

  private static long[] position(RandomInput input) {
    long[] position = new long[1 + input.below(NUMBERS_MAX)];
    for (int i = 0; i < position.length; i++) {
      position[i] = input.number();
    }
    return position;
  }
}
