package io.paymentdone.console.receiver;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a delivery says of its place among the deliveries of its user.
 *
 * @param sequence from 1 without holes
 * @param id the same each time the delivery comes
 * @param entryId id of the feed entry
 * @param previousId id of the feed entry before it; null for the first
 */
record ReceivedDelivery(
    String userId, long sequence, String id, UUID entryId, @Nullable UUID previousId) {

  private static final String TYPE = "payment.done";

  private record Data(
      @Nullable String userId,
      @Nullable Long sequence,
      @Nullable UUID id,
      @Nullable UUID previousId) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "Data[id=" + id + ", sequence=" + sequence + "]";
    }
  }

  /**
   * Reads the body of a request; empty for another type of message, such as a ping.
   *
   * @throws ProblemException 400 {@code malformed-delivery}
   */
  static Optional<ReceivedDelivery> read(String body, JsonMapper json) {
    try {
      JsonNode message = json.readTree(body);
      if (!message.path("type").asString("").equals(TYPE)) {
        return Optional.empty();
      }
      Data data = json.treeToValue(message.path("data"), Data.class);
      if (data == null || data.sequence() == null || data.sequence() < 1 || data.id() == null) {
        throw malformed();
      }
      if (data.userId() == null || TextRule.USER_ID.check("/data/userId", data.userId()) != null) {
        throw malformed();
      }
      return Optional.of(ofEntry(data.userId(), data.sequence(), data.id(), data.previousId()));
    } catch (JacksonException e) {
      throw malformed();
    }
  }

  /** A delivery that is known by its feed entry. */
  static ReceivedDelivery ofEntry(
      String userId, long sequence, UUID entryId, @Nullable UUID previousId) {
    return new ReceivedDelivery(userId, sequence, entryId.toString(), entryId, previousId);
  }

  private static ProblemException malformed() {
    return ProblemException.of(
        ProblemCode.MALFORMED_DELIVERY,
        "A delivery is JSON whose data has userId, a sequence from 1, and the UUIDs id and"
            + " previousId; nothing was taken.");
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "ReceivedDelivery[sequence=" + sequence + ", id=" + id + "]";
  }
}
