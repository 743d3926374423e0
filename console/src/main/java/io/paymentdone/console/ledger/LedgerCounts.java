package io.paymentdone.console.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the payments since a time; null for a count that is unknown.
 *
 * @param since start of a minute: as far back as the console knows the topic, at most 24 h
 * @param sinceNote why the counts do not start earlier; null if the topic holds nothing earlier
 * @param accepted rows of payment-service
 * @param acceptedAt time of the oldest count in {@code accepted}, by the clock of its database
 * @param onTopic distinct payments on the topic that are known to be accepted and that the group
 *     did not reject
 * @param inFeeds payments in the table of notification-service that are also in {@code onTopic}
 * @param rejected payments whose event is a dead letter
 * @param acceptedUntil {@code notInFeeds} and {@code onTheWay} are about the payments accepted
 *     before this time: those that both services had counted for good
 * @param notInFeeds payments that were in no feed at {@code notInFeedsAt} and are no dead letters
 * @param notInFeedsAt time of the count of the feeds, by the clock of its database
 * @param onTheWay those of {@code notInFeeds} that no count reports as lost; null if {@code lost}
 *     is
 * @param lost payments that the group read from the topic and did not reject, but that no feed has
 * @param twice duplicate feed entries
 * @param outOfOrder payments whose event comes after that of a payment of the same user made at
 *     least 10 s later; payments closer together may be concurrent, so their order is free
 * @param withoutPayment payments that the group read from the topic and did not reject, but that
 *     payment-service does not have
 * @param verdictAt time of the last count of all feeds that was compared
 * @param suspected payments that the last count reports as lost or duplicate and the next may
 *     confirm
 * @param lostIn when the lost payments were accepted, for at most ten slices, oldest first
 * @param note what is unknown, since when and why
 */
public record LedgerCounts(
    Instant since,
    @Nullable String sinceNote,
    Instant at,
    @Nullable Long accepted,
    @Nullable Instant acceptedAt,
    @Nullable Long onTopic,
    @Nullable Instant onTopicAt,
    @Nullable Long inFeeds,
    @Nullable Instant inFeedsAt,
    long rejected,
    @Nullable Instant acceptedUntil,
    @Nullable Long notInFeeds,
    @Nullable Instant notInFeedsAt,
    @Nullable Long onTheWay,
    @Nullable Long lost,
    State lostState,
    @Nullable Long twice,
    State twiceState,
    @Nullable Long outOfOrder,
    State outOfOrderState,
    long withoutPayment,
    @Nullable Instant verdictAt,
    long suspected,
    List<LostIn> lostIn,
    @Nullable String note) {

  /** How reliable a verdict is. */
  public enum State {
    /** Found by counts of one moment; a verdict above zero was found by two such counts. */
    @JsonProperty("confirmed")
    CONFIRMED,

    /** The last verdict, which a later count will confirm or withdraw. */
    @JsonProperty("counting")
    COUNTING,

    @JsonProperty("unknown")
    UNKNOWN
  }

  /** Number of lost payments among those accepted in a slice of time. */
  public record LostIn(Instant from, Instant to, long lost) {}
}
