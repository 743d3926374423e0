package io.paymentdone.localstack;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** The launcher's lines for people. */
final class Terminal {

  private static final String GREEN = "32";
  private static final String RED = "31";
  private static final String BOLD = "1";
  private static final String FAINT = "2";

  /** Of 80 columns, without the indentation. */
  private static final int WIDTH = 78;

  private final PrintStream out;
  private final boolean styled;
  private final String tick;

  Terminal(PrintStream out, boolean styled) {
    this.out = out;
    this.styled = styled;
    this.tick = out.charset().newEncoder().canEncode('✓') ? "✓" : "*";
  }

  /** Standard output; styled when it is a terminal and {@code NO_COLOR} is not set. */
  // JDK 25 returns null without a terminal; JDK 22 to 24 always returned a console.
  @SuppressWarnings("SystemConsoleNull")
  static Terminal ofProcess() {
    Console console = System.console();
    boolean styled = console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
    return new Terminal(System.out, styled);
  }

  /** A line or paragraph, indented. */
  synchronized void line(String text) {
    out.println(text.isEmpty() ? "" : text.indent(2).stripTrailing());
    out.flush();
  }

  /** Sentences, wrapped at blanks; lines that begin with a blank are kept. */
  void report(String text) {
    line(text.lines().map(Terminal::wrapped).collect(Collectors.joining("\n")) + "\n");
  }

  private static String wrapped(String line) {
    if (line.startsWith(" ")) {
      return line;
    }
    StringBuilder wrapped = new StringBuilder();
    int column = 0;
    for (String word : line.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        wrapped.append('\n');
        column = 0;
      } else if (column > 0) {
        wrapped.append(' ');
        column++;
      }
      wrapped.append(word);
      column += word.length();
    }
    return wrapped.toString();
  }

  /** A heading. */
  void title(String text) {
    line(style(BOLD, text));
  }

  /** A step is done. */
  void done(String what, String where, Duration took) {
    line(
        String.format(
            Locale.ROOT,
            "%s %-24s %-28s %s",
            style(GREEN, tick),
            what,
            where,
            style(FAINT, seconds(took))));
  }

  /** The stack does not run, and why. */
  synchronized void failure(String text) {
    line("");
    line(style(RED, "The stack does not run."));
    report(text);
  }

  private String style(String code, String text) {
    return styled ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%5.1f s", took.toMillis() / 1000.0);
  }
}
