package io.paymentdone.notification.group;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Describes in a few words why records were not received, for the page, the health and the log. */
public final class Trouble {

  private static final int CHARS_MAX = 200;

  private Trouble() {}

  /**
   * The root cause on one line, without the row values that PostgreSQL adds. Where the database is
   * involved, the text says so: a driver that waited in vain ends in a bare "Read timed out".
   */
  public static String of(Throwable failure) {
    SQLException ofDatabase = failure instanceof SQLException sql ? sql : null;
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
      ofDatabase = cause instanceof SQLException sql ? sql : ofDatabase;
    }
    String text;
    if (ofDatabase == null) {
      text = named(cause);
    } else {
      text = "database: " + firstLine(ofDatabase).replaceFirst("^(ERROR|FATAL): ", "");
      if (!cause.equals(ofDatabase)) {
        text += " (" + named(cause) + ")";
      }
    }
    String printable = text.replaceAll("\\p{C}", "?");
    return printable.length() <= CHARS_MAX
        ? printable
        : printable.substring(0, printable.offsetByCodePoints(0, CHARS_MAX / 2)) + "…";
  }

  private static String named(Throwable cause) {
    String message = firstLine(cause);
    String name = cause.getClass().getSimpleName();
    return message.isEmpty() ? name : name + ": " + message;
  }

  private static String firstLine(Throwable cause) {
    @Nullable String message = cause.getMessage();
    return message == null ? "" : message.lines().findFirst().orElse("").strip();
  }
}
