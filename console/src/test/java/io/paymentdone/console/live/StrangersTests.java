package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StrangersTests {

  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final PageMemory MEMORY = new PageMemory(1L << 30, 64);

  private final LiveGroup live =
      new LiveGroup(Topics.NOTIFICATION_GROUP, List.of(), JSON, rebalance -> {});

  @Test
  void namesAMemberThatOwnsAPartitionAndPublishesNothing() throws Exception {
    GroupDetails details = details(Topics.NOTIFICATION_GROUP, member("ours", 0), member("kcat", 1));
    live.onPoll(details, NOW);
    live.onEvent(event("ours", NOW.plusSeconds(11)));
    live.onPoll(details, NOW.plusSeconds(11));

    assertThat(sentence())
        .startsWith("kcat owns P1 and publishes no group events as a notification-service does")
        .doesNotContain("ours owns", "Stable");
  }

  @Test
  void givesAMemberTimeForItsFirstEvent() throws Exception {
    GroupDetails details = details(Topics.NOTIFICATION_GROUP, member("ours", 0), member("new", 1));
    live.onPoll(details, NOW);
    live.onEvent(event("ours", NOW.plusSeconds(9)));
    live.onPoll(details, NOW.plusSeconds(9));

    assertThat(sentence()).doesNotContain("group events");
  }

  /** The console has just started, or cannot read the topic of the events. */
  @Test
  void namesNobodyWhileNoEventsAreRead() throws Exception {
    GroupDetails details = details(Topics.NOTIFICATION_GROUP, member("ours", 0), member("two", 1));
    live.onPoll(details, NOW);
    live.onPoll(details, NOW.plusSeconds(60));

    assertThat(sentence()).doesNotContain("group events");
  }

  @Test
  void namesAMemberWhenNoneOfOurOwnLives() throws Exception {
    live.setEventsCurrent(true);
    live.onPoll(details(Topics.NOTIFICATION_GROUP, member("ours", 0), member("kcat", 1)), NOW);
    live.onEvent(event("ours", NOW.plusSeconds(1)));
    GroupDetails left = details(Topics.NOTIFICATION_GROUP, member("kcat", 0, 1));
    live.onPoll(left, NOW.plusSeconds(30));
    live.onPoll(left, NOW.plusSeconds(60));

    assertThat(sentence())
        .startsWith("kcat owns P0, P1 and publishes no group events as a notification-service does")
        .contains("Stop it, then republish them")
        .doesNotContain("Stable");
  }

  /** The console began when ours had ended long before, or they are configured to publish none. */
  @Test
  void saysThatItIsNotKnownWhoIsOursWhereNobodyPublishesEvents() throws Exception {
    live.setEventsCurrent(true);
    GroupDetails details = details(Topics.NOTIFICATION_GROUP, member("kcat", 0));
    live.onPoll(details, NOW);
    live.onPoll(details, NOW.plusSeconds(11));

    assertThat(sentence())
        .startsWith(
            "kcat owns P0, and as no member publishes group events it is not known whether it is a"
                + " notification-service: if it is none")
        .doesNotContain("Stable");
  }

  @Test
  void doesNotNameAMemberThatReadsNothing() throws Exception {
    GroupDetails details = details(Topics.NOTIFICATION_GROUP, member("ours", 0), member("idle"));
    live.onPoll(details, NOW);
    live.onEvent(event("ours", NOW.plusSeconds(11)));
    live.onPoll(details, NOW.plusSeconds(11));

    assertThat(sentence()).doesNotContain("group events");
  }

  @Test
  void expectsNoEventsOfOtherGroups() throws Exception {
    LiveGroup other = new LiveGroup("other", List.of(), JSON, rebalance -> {});
    GroupDetails details = details("other", member("a", 0, 1));
    other.onPoll(details, NOW);
    other.onPoll(details, NOW.plusSeconds(60));

    assertThat(sentence(other)).doesNotContain("group events");
  }

  private String sentence() throws InterruptedException {
    return sentence(live);
  }

  private static String sentence(LiveGroup group) throws InterruptedException {
    return group.subscribe(MEMORY, null).take(1).stream()
        .filter(message -> message.event().equals("group"))
        .map(message -> JSON.readValue(Objects.requireNonNull(message.json()), JsonNode.class))
        .map(body -> body.path("sentence").asString())
        .findFirst()
        .orElseThrow();
  }

  private static GroupEventRecord event(String member, Instant at) {
    return new GroupEventRecord(
        new GroupEvent(
            Kind.PROGRESS,
            Topics.NOTIFICATION_GROUP,
            member,
            member,
            List.of(new PartitionProgress(0, 1L, 1, null)),
            null),
        at);
  }

  private static GroupDetails details(String groupId, Member... members) {
    return new GroupDetails(
        groupId,
        "Stable",
        "Consumer",
        1,
        1,
        List.of(members),
        List.of(),
        Topics.PAYMENT_DONE,
        List.of(),
        3);
  }

  private static Member member(String id, Integer... partitions) {
    return new Member(id, id, "127.0.0.1", 1, Arrays.asList(partitions), null, 0);
  }
}
