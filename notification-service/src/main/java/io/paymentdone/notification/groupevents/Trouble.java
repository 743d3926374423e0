package io.paymentdone.notification.groupevents;

import java.sql.SQLException;

/** Describes in a few words why records were not received. */
final class Trouble {

  private static final int CHARS_MAX = 200;

  private Trouble() {}

  /** The root cause on one line, without the row values that PostgreSQL adds. */
  static String of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? "" : cause.getMessage();
    String first = message.lines().findFirst().orElse("").strip();
    String text =
        cause instanceof SQLException
            ? "database: " + first.replaceFirst("^(ERROR|FATAL): ", "")
            : cause.getClass().getSimpleName() + (first.isEmpty() ? "" : ": " + first);
    String printable = text.replaceAll("\\p{C}", "?");
    return printable.length() <= CHARS_MAX
        ? printable
        : printable.substring(0, printable.offsetByCodePoints(0, CHARS_MAX / 2)) + "…";
  }
}
