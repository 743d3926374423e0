package io.paymentdone.notification.stream;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The id of the last event that a client received, and its location in the request.
 *
 * @param pointer pointer for a {@link FieldProblem}
 */
record LastEventId(String pointer, EventId id) {

  /**
   * Reads the id from a request. The header takes precedence, because an EventSource that
   * reconnects sends the header while its URL still has the old parameter. An empty value counts as
   * absent, as in a browser.
   *
   * @throws ProblemException 400 for an id that this service did not write
   */
  static @Nullable LastEventId of(@Nullable String header, @Nullable String parameter) {
    if (header != null && !header.isEmpty()) {
      return parse("Last-Event-ID", header);
    }
    return parameter == null || parameter.isEmpty() ? null : parse("?lastEventId", parameter);
  }

  private static LastEventId parse(String pointer, String text) {
    EventId id = EventId.parse(text);
    if (id == null) {
      throw invalid(pointer, "malformed", "must be the id of an event that this service sent");
    }
    return new LastEventId(pointer, id);
  }

  /**
   * Returns the id if it can belong to this user. The id of a user in another partition would send
   * the whole feed again. For a user without entries any id is accepted.
   *
   * @param partitions partitions with entries of the user
   * @throws ProblemException 400 for an id of another partition
   */
  EventId within(Set<Integer> partitions) {
    if (!partitions.isEmpty() && !partitions.containsAll(id.offsets().keySet())) {
      throw invalid(
          pointer,
          "foreign",
          "must be the id of an event of this user, but the user has no entry in its partition."
              + " Open the stream without it, and read earlier entries from the feed");
    }
    return id;
  }

  private static ProblemException invalid(String pointer, String code, String detail) {
    return ProblemException.invalid(List.of(new FieldProblem(pointer, code, detail)));
  }
}
