package io.paymentdone.notification.stream;

import io.paymentdone.web.FieldProblem;
import io.paymentdone.web.ProblemException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Id of a server-sent event: the place of the entry's event on the topic, {@code partition-offset}.
 */
record EventId(int partition, long offset) {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})-([0-9]{1,18})");

  /**
   * Reads the header {@code Last-Event-ID}.
   *
   * @throws ProblemException 400 unless this service wrote it
   */
  static EventId parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw ProblemException.invalid(
          List.of(new FieldProblem("Last-Event-ID", "malformed", "must be partition-offset")));
    }
    return new EventId(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  @Override
  public String toString() {
    return partition + "-" + offset;
  }
}
