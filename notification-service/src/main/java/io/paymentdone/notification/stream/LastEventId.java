package io.paymentdone.notification.stream;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The id of the last event that a client has, and where in its request it says so.
 *
 * @param pointer of a {@link FieldProblem}
 */
record LastEventId(String pointer, EventId id) {

  /**
   * What a request says. The header is the newer one: a browser's EventSource sends it when it
   * reconnects by itself, with the parameter still in its address. An empty one says nothing, as in
   * a browser.
   *
   * @throws ProblemException 400 unless this service wrote it
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
      throw invalid(pointer, "malformed", "must be the id of an event sent");
    }
    return new LastEventId(pointer, id);
  }

  /**
   * The id, if it can be this user's. One of a user in another partition would make a whole feed
   * new; a user without entries has none that could be.
   *
   * @param partitions that have entries of the user
   * @throws ProblemException 400
   */
  EventId within(Set<Integer> partitions) {
    if (!partitions.isEmpty() && !partitions.containsAll(id.offsets().keySet())) {
      throw invalid(
          pointer,
          "foreign",
          "must be the id of an event of this user: there is no entry of this user in its"
              + " partition. Open the stream without it, and read what came before from the feed");
    }
    return id;
  }

  private static ProblemException invalid(String pointer, String code, String detail) {
    return ProblemException.invalid(List.of(new FieldProblem(pointer, code, detail)));
  }
}
