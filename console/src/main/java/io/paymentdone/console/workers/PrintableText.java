package io.paymentdone.console.workers;

/** Makes text of unknown origin safe for one line of a log or of the page. */
public final class PrintableText {

  private static final int CHARS_MAX = 200;

  private PrintableText() {}

  /**
   * Returns at most {@value #CHARS_MAX} characters. Control characters, including C1, and
   * characters that change the direction or the look of text are replaced by their code point.
   */
  public static String of(String text) {
    StringBuilder printable = new StringBuilder(Math.min(text.length(), CHARS_MAX) + 8);
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      String shown =
          isPrintable(codePoint)
              ? Character.toString(codePoint)
              : "\\u{" + Integer.toHexString(codePoint) + "}";
      if (printable.length() + shown.length() >= CHARS_MAX) {
        return printable.append('…').toString();
      }
      printable.append(shown);
      i += Character.charCount(codePoint);
    }
    return printable.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
