package io.paymentdone.payment.api;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Idempotency-Key}, and the query parameter that looks for it: 1 to 255 printable
 * ASCII characters, bare or as an RFC 8941 string. Quoted and bare, it is the same key.
 *
 * <p>A bare key holds no comma: proxies fold two lines of a header into one, with a comma between
 * (RFC 9110, 5.3), so {@code k,k} may be the key {@code k} given twice. In quotes a comma is part
 * of the key.
 */
final class IdempotencyKey {

  static final String HEADER = "Idempotency-Key";

  /** Its form, for descriptions of the API. */
  static final String DESCRIPTION =
      "1 to 255 printable ASCII characters, bare or in quotes (the same key); one with a comma only"
          + " in quotes. Quotes do not count, and neither does the backslash that a quote or a"
          + " backslash within them has before it.";

  private static final int LENGTH_MAX = 255;

  /** Longest text of a key: in quotes, with a backslash before each character. */
  static final int TEXT_LENGTH_MAX = 2 + 2 * LENGTH_MAX;

  /** The texts of keys, as a regular expression of ECMA-262 and Java. */
  static final String TEXT_PATTERN =
      "^([!#-+\\--~]([ -+\\--~]{0,253}[!-+\\--~])?|\"([ !#-\\[\\]-~]|\\\\[\"\\\\]){1,255}\")$";

  private static final String PARAMETER = "?idempotencyKey";

  private IdempotencyKey() {}

  /**
   * Reads it from the header's lines; null when there is none.
   *
   * @throws ProblemException 400 for more than one line, or for a line that is not a valid key
   */
  static @Nullable String parse(List<String> lines) {
    if (lines.isEmpty()) {
      return null;
    }
    if (lines.size() > 1) {
      throw invalid(HEADER, "must not be given twice");
    }
    return read(HEADER, lines.getFirst());
  }

  /**
   * Reads the query parameter, which has the header's form.
   *
   * @throws ProblemException 400 for one that is not a valid key
   */
  static String parseParameter(String value) {
    return read(PARAMETER, value);
  }

  private static String read(String pointer, String value) {
    String line = value.strip();
    String key = line.startsWith("\"") ? unquote(pointer, line) : bare(pointer, line);
    if (key.isEmpty()
        || key.length() > LENGTH_MAX
        || !key.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw invalid(pointer, "must have 1 to " + LENGTH_MAX + " printable ASCII characters");
    }
    return key;
  }

  private static String bare(String pointer, String line) {
    if (line.indexOf(',') >= 0) {
      throw invalid(
          pointer,
          "must not be given twice, which a comma says; a key with a comma is sent in quotes");
    }
    return line;
  }

  private static String unquote(String pointer, String line) {
    StringBuilder key = new StringBuilder(line.length());
    for (int i = 1; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (i != line.length() - 1) {
          break;
        }
        return key.toString();
      }
      if (c == '\\') {
        i++;
        if (i == line.length() || (line.charAt(i) != '"' && line.charAt(i) != '\\')) {
          break;
        }
        c = line.charAt(i);
      }
      key.append(c);
    }
    throw invalid(pointer, "starts with a quote but is not a valid RFC 8941 string");
  }

  private static ProblemException invalid(String pointer, String detail) {
    return ProblemException.invalid(List.of(new FieldProblem(pointer, "invalid", detail)));
  }
}
