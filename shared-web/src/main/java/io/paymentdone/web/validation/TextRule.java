package io.paymentdone.web.validation;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a text from outside may be made of: Unicode without lone surrogates, bidirectional controls
 * (they make a text read as another) and control characters.
 *
 * @param lengthMin in code points
 * @param lengthMax in code points
 * @param layout whether tab, line feed and carriage return may occur
 */
public record TextRule(int lengthMin, int lengthMax, boolean layout) {

  /** Rule of every {@code userId}. */
  public static final TextRule USER_ID = new TextRule(1, PaymentDone.USER_ID_LENGTH_MAX, false);

  /** Rule of the name of every client that logs in. */
  public static final TextRule CLIENT = new TextRule(1, CloudEventHeaders.CLIENT_LENGTH_MAX, false);

  /** Rule of every name that an event has as its caller's: a client's, or a user's. */
  public static final TextRule CALLER = new TextRule(1, CloudEventHeaders.CALLER_LENGTH_MAX, false);

  /** The query parameter {@code userId}, checked. */
  public static String userId(@Nullable String parameter) {
    FieldProblem problem = USER_ID.check("?userId", parameter);
    if (problem != null || parameter == null) {
      throw ProblemException.invalid(problem == null ? List.of() : List.of(problem));
    }
    return parameter;
  }

  /** What is wrong with a required text; null when it is as it must be. */
  public @Nullable FieldProblem check(String pointer, @Nullable String text) {
    if (text == null) {
      return new FieldProblem(pointer, "required", "is required");
    }
    int length = text.codePointCount(0, text.length());
    if (length < lengthMin || length > lengthMax) {
      return new FieldProblem(
          pointer, "length", "must have " + lengthMin + " to " + lengthMax + " characters");
    }
    int wrong = text.codePoints().filter(this::forbidden).findFirst().orElse(-1);
    return wrong < 0
        ? null
        : new FieldProblem(
            pointer, "character", String.format(Locale.ROOT, "must not contain U+%04X", wrong));
  }

  private boolean forbidden(int codePoint) {
    return (Character.isISOControl(codePoint) && !(layout && isLayout(codePoint)))
        || Character.getType(codePoint) == Character.SURROGATE
        || isBidirectionalControl(codePoint);
  }

  private static boolean isLayout(int codePoint) {
    return codePoint == '\t' || codePoint == '\n' || codePoint == '\r';
  }

  /** Unicode's property Bidi_Control. */
  private static boolean isBidirectionalControl(int codePoint) {
    return codePoint == 0x061C
        || codePoint == 0x200E
        || codePoint == 0x200F
        || (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }
}
