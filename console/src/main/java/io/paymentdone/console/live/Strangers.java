package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.ownership.OwnershipTimeline;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Members of the group {@code notification-service} that do not behave as one: somebody's console
 * consumer with the wrong group id, say. What such a member reads is committed and comes into no
 * feed.
 */
final class Strangers {

  /** A notification-service publishes a group event each second. */
  static final Duration SILENT = Duration.ofSeconds(10);

  private static final String PUBLISHES_NOTHING =
      " and publishes no group events as a notification-service does";

  private static final String NOBODY_PUBLISHES =
      ", and as no member publishes group events it is not known whether it is a"
          + " notification-service";

  private Strangers() {}

  /**
   * A sentence for each member that owns partitions and has published nothing since it was first
   * seen.
   *
   * @param since when the console first saw each member
   * @param eventsCurrent whether events are read as they come: if not, and nobody's events have
   *     come of late, it is the events that are not known
   */
  static List<String> sentences(
      GroupDetails group,
      Map<String, Instant> since,
      OwnershipTimeline ownership,
      boolean eventsCurrent,
      Instant at) {
    boolean others =
        group.members().stream()
            .flatMap(member -> ownership.lastEventAt(member.memberId()).stream())
            .anyMatch(last -> Duration.between(last, at).compareTo(SILENT) < 0);
    if (!(others || eventsCurrent) || !group.groupId().equals(Topics.NOTIFICATION_GROUP)) {
      return List.of();
    }
    // Members of before, though none of them lives, show that events are published here.
    String doubt = ownership.hasEvents() ? PUBLISHES_NOTHING : NOBODY_PUBLISHES;
    return group.members().stream()
        .filter(member -> !member.partitions().isEmpty())
        .filter(member -> ownership.lastEventAt(member.memberId()).isEmpty())
        .filter(member ->
            Duration.between(since.getOrDefault(member.memberId(), at), at).compareTo(SILENT) > 0)
        .map(member -> sentence(member, doubt))
        .toList();
  }

  private static String sentence(Member member, String doubt) {
    String partitions =
        member.partitions().stream()
            .map(partition -> "P" + partition)
            .collect(Collectors.joining(", "));
    return member.clientId()
        + " owns "
        + partitions
        + doubt
        + ": if it is none, the payments that it reads come into no feed. Stop it, then republish"
        + " them";
  }
}
