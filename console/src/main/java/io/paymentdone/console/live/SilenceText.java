package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.ownership.OwnershipTimeline;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be expected while a member publishes no event. The session of a member begins with
 * each heartbeat, which only the coordinator sees, so its end is near the time-out after the last
 * event and not known exactly.
 */
final class SilenceText {

  /** Members publish an event each second. */
  static final Duration SILENT = Duration.ofMillis(2500);

  private final GroupDetails group;
  private final OwnershipTimeline ownership;
  private final @Nullable Duration sessionTimeout;
  private final Instant now;

  /**
   * The texts of a group at a moment.
   *
   * @param sessionTimeout null if it is not known
   */
  SilenceText(
      GroupDetails group,
      OwnershipTimeline ownership,
      @Nullable Duration sessionTimeout,
      Instant now) {
    this.group = group;
    this.ownership = ownership;
    this.sessionTimeout = sessionTimeout;
    this.now = now;
  }

  /** How long a member has been silent; empty if it is not, or if it publishes no events. */
  private Optional<Duration> silence(Member member) {
    return ownership
        .lastEventAt(member.memberId())
        .map(lastEventAt -> Duration.between(lastEventAt, now))
        .filter(silent -> silent.compareTo(SILENT) > 0);
  }

  /** A sentence without its full stop; empty if the member is not silent. */
  Optional<String> sentence(Member member) {
    return silence(member)
        .map(silent ->
            member.clientId()
                + " has not answered for "
                + seconds(silent)
                + "; "
                + outlook(member, silent));
  }

  /** What follows the length of the silence; empty if the member is not silent. */
  Optional<String> outlook(Member member) {
    return silence(member).map(silent -> outlook(member, silent));
  }

  private String outlook(Member member, Duration silent) {
    return next(member, silent) + waiting(member);
  }

  private String next(Member member, Duration silent) {
    if (sessionTimeout == null) {
      return "it will return, or be declared gone";
    }
    if (silent.compareTo(sessionTimeout) >= 0) {
      return "longer than the group's session time-out of " + seconds(sessionTimeout);
    }
    String at = "at about " + seconds(sessionTimeout) + " ";
    if (member.isIdle()) {
      return at + "it is put out of the group";
    }
    boolean others =
        group.members().stream()
            .anyMatch(
                other -> !other.memberId().equals(member.memberId()) && silence(other).isEmpty());
    boolean one = member.partitions().size() + member.otherPartitions() == 1;
    if (!others) {
      return at + (one ? "its partition has no consumer" : "its partitions have no consumer");
    }
    return at + (one ? "its partition goes to another" : "its partitions go to others");
  }

  private String waiting(Member member) {
    long records =
        group.partitions().stream()
            .filter(partition -> member.memberId().equals(partition.owner()))
            .mapToLong(Partition::lag)
            .filter(lag -> lag > 0)
            .sum();
    String noun = group.topic().equals(Topics.PAYMENT_DONE) ? "payment" : "record";
    return switch (Math.clamp(records, 0, 2)) {
      case 0 -> "";
      case 1 -> "; 1 " + noun + " waits";
      default -> "; " + records + " " + noun + "s wait";
    };
  }

  private static String seconds(Duration length) {
    return Math.round(length.toMillis() / 1000.0) + " s";
  }
}
