package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.live.LiveGroups.Watch;
import io.paymentdone.console.rebalances.Rebalance;
import io.paymentdone.console.rebalances.Rebalance.Cause;
import io.paymentdone.console.rebalances.Rebalance.Trigger;
import io.paymentdone.console.rebalances.RebalanceHistory;
import io.paymentdone.console.workers.WorkerStatus;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.events.Topics;
import io.paymentdone.testsupport.EventStream;
import io.paymentdone.testsupport.EventStream.Event;
import io.paymentdone.testsupport.RequestIdCheck;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real members that publish group events, on a real broker. */
@ConsoleWithServers
class LiveIntegrationTests {

  private static final Duration TIMEOUT = Duration.ofSeconds(45);

  @Autowired LiveGroups groups;
  @Autowired RebalanceHistory history;
  @Autowired Workers workers;
  @Autowired KafkaConnectionDetails kafka;
  @Autowired MockMvcTester http;
  @Autowired JsonMapper json;
  private static final Viewer VIEWER = new Viewer("127.0.0.1", false);

  @LocalServerPort int port;

  @Test
  void reportsEveryRebalanceAndKeepsIt() throws Exception {
    String groupId = "publishing-" + UUID.randomUUID();
    String servers = servers();
    List<PublishingMember> members = new ArrayList<>();
    for (int n = 1; n <= 3; n++) {
      members.add(new PublishingMember(servers, groupId, "member-" + n));
    }
    await().atMost(TIMEOUT).until(() -> members.stream().allMatch(member -> member.owned() == 1));
    try (Watch watch = groups.watch(groupId, null, VIEWER)) {
      await()
          .atMost(TIMEOUT)
          .ignoreExceptionsInstanceOf(NullPointerException.class)
          .untilAsserted(() -> {
            GroupNow now = Objects.requireNonNull(watch.group().now());
            assertThat(now.situation()).isEqualTo("equal");
            assertThat(now.rebalancing()).isFalse();
            assertThat(now.sentence()).isEqualTo("Stable: 3 consumers, one partition each.");
          });

      members.add(new PublishingMember(servers, groupId, "member-4"));
      Rebalance joined = awaitCard(groupId, Cause.JOIN, "member-4");
      assertThat(joined.moves()).isEmpty();
      assertThat(joined.unaffected()).hasSize(3);

      PublishingMember leaver =
          members.stream().filter(member -> member.owned() == 1).findFirst().orElseThrow();
      leaver.close();
      Rebalance left = awaitCard(groupId, Cause.LEAVE, leaver.clientId());
      assertThat(left.moves())
          .singleElement()
          .satisfies(move -> {
            assertThat(move.from()).isEqualTo(leaver.clientId());
            assertThat(move.to()).isEqualTo("member-4");
            assertThat(move.ownershipGapMillis()).isBetween(0L, 10_000L);
            // The topic had no records.
            assertThat(move.dataGapMillis()).isNull();
          });
      assertThat(left.unaffected()).hasSize(2);

      assertThat(http.get().uri("/api/rebalances/{id}", left.id()))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.triggers[0].cause")
          .isEqualTo("leave");
      assertThat(events(watch)).contains("hello", "group", "lanes", "rebalance", "ready");
      assertThat(PublishingMember.written(servers, Topics.NOTIFICATION_REBALANCES, left.id()))
          .satisfies(written -> {
            JsonNode card = json.readTree(written);
            assertThat(card.path("id").stringValue()).isEqualTo(left.id());
          });
    } finally {
      members.forEach(PublishingMember::close);
    }
  }

  @Test
  void acceptsEventsOfMembersOnly() throws Exception {
    String groupId = "spoofed-" + UUID.randomUUID();
    try (PublishingMember member = new PublishingMember(servers(), groupId, "member-1")) {
      await().atMost(TIMEOUT).until(() -> member.owned() == 3);
      try (Watch watch = groups.watch(groupId, null, VIEWER)) {
        await()
            .atMost(TIMEOUT)
            .until(() -> watch.group().now() != null && owner(watch, 0).equals("member-1"));
        for (int i = 0; i < 2_000; i++) {
          member.spoof("stranger-" + i, "stranger", i % 3);
        }
        member.spoof("stranger", "stranger", 100_000);
        // The spoofed events come before every later event of the member.
        Instant spoofed = Instant.now();
        await()
            .atMost(TIMEOUT)
            .until(() -> {
              GroupNow now = Objects.requireNonNull(watch.group().now());
              return now.members().stream()
                  .anyMatch(m -> m.lastSign() != null && m.lastSign().isAfter(spoofed));
            });

        GroupNow now = Objects.requireNonNull(watch.group().now());
        assertThat(now.members()).hasSize(1);
        assertThat(now.rebalancing()).isFalse();
        assertThat(owner(watch, 1)).isEqualTo("member-1");
        assertThat(watch.subscription().take(1))
            .filteredOn(event -> event.event().equals("lanes"))
            .allSatisfy(event -> assertThat(event.json()).doesNotContain("stranger"));
        assertThat(history.newest(groupId, 10).toString()).doesNotContain("stranger");
      }
    }
  }

  @Test
  void acceptsEventsOnlyOfPartitionsThatTheCoordinatorAssigned() throws Exception {
    String groupId = "true-id-" + UUID.randomUUID();
    try (PublishingMember one = new PublishingMember(servers(), groupId, "member-1");
        PublishingMember two = new PublishingMember(servers(), groupId, "member-2")) {
      await().atMost(TIMEOUT).until(() -> one.owned() + two.owned() == 3 && two.owned() > 0);
      try (Watch watch = groups.watch(groupId, null, VIEWER)) {
        await()
            .atMost(TIMEOUT)
            .ignoreExceptionsInstanceOf(NullPointerException.class)
            .until(() -> IntStream.range(0, 3).allMatch(p -> owner(watch, p).startsWith("member")));
        GroupDetails group =
            Objects.requireNonNull(Objects.requireNonNull(watch.group().now()).group());
        String spoofed =
            group.members().stream()
                .filter(member -> member.clientId().equals("member-1"))
                .map(GroupDetails.Member::memberId)
                .findFirst()
                .orElseThrow();
        int foreign =
            IntStream.range(0, 3)
                .filter(p -> owner(watch, p).equals("member-2"))
                .findFirst()
                .orElseThrow();
        // The first member may have had that partition a moment ago.
        long before = rejectedEvents();
        await()
            .atMost(TIMEOUT)
            .until(() -> {
              spoof(two, spoofed, foreign, 50);
              return rejectedEvents() > before;
            });
        await().atMost(TIMEOUT).until(() -> lastOwner(watch, foreign).equals("member-2"));
        int spans = spans(watch);
        long rejected = rejectedEvents();

        spoof(two, spoofed, foreign, 2_000);

        await().atMost(TIMEOUT).until(() -> rejectedEvents() - rejected >= 1_900);
        assertThat(spans(watch)).isEqualTo(spans);
        assertThat(lastOwner(watch, foreign)).isEqualTo("member-2");
        assertThat(watch.group().lanes().toString()).doesNotContain("stranger");
        // That member-2 joined.
        assertThat(history.newest(groupId, 10)).hasSizeLessThan(2);
      }
    }
  }

  private static void spoof(PublishingMember member, String memberId, int partition, int times) {
    for (int i = 0; i < times; i++) {
      member.spoof(memberId, "stranger", partition);
    }
  }

  private static String lastOwner(Watch watch, int partition) {
    return watch.group().lanes().stream()
        .filter(lane -> lane.partition() == partition)
        .map(lane -> lane.spans().getLast().clientId())
        .findFirst()
        .orElse("none");
  }

  private static int spans(Watch watch) {
    return watch.group().lanes().stream().mapToInt(lane -> lane.spans().size()).sum();
  }

  private long rejectedEvents() {
    return workers.all().stream().mapToLong(WorkerStatus::rejected).sum();
  }

  private String owner(Watch watch, int partition) {
    return Objects.requireNonNull(Objects.requireNonNull(watch.group().now()).group())
        .partitions()
        .stream()
        .filter(progress -> progress.partition() == partition)
        .map(progress -> String.valueOf(progress.ownerClientId()))
        .findFirst()
        .orElse("none");
  }

  @Test
  @Timeout(60)
  void endsTheResponseToHead() throws Exception {
    String groupId = "head-" + UUID.randomUUID();
    try (PublishingMember member = new PublishingMember(servers(), groupId, "member-1")) {
      await().atMost(TIMEOUT).until(() -> member.owned() == 3);

      assertThat(http.head().uri("/api/groups/{groupId}/stream", groupId))
          .hasStatusOk()
          .hasHeader("X-Accel-Buffering", "no");
    }
  }

  @Test
  void sendsAPageThatReconnectsTheEventsThatItMissed() throws Exception {
    String groupId = "resumed-" + UUID.randomUUID();
    String url = "http://localhost:" + port + "/api/groups/" + groupId + "/stream";
    try (PublishingMember member = new PublishingMember(servers(), groupId, "member-1")) {
      await().atMost(TIMEOUT).until(() -> member.owned() == 3);
      List<Event> seen;
      try (EventStream page = EventStream.open(url)) {
        seen = page.until(event -> event.event().equals("group") && !event.id().isEmpty());
      }
      assertThat(seen.getFirst().event()).isEqualTo("hello");
      String lastSeen = seen.getLast().id();

      List<Event> missed;
      try (EventStream back = EventStream.open(url, lastSeen)) {
        missed = back.until(event -> event.event().equals("group"));
      }
      assertThat(missed.getFirst().event()).isEqualTo("resumed");
      assertThat(missed).extracting(Event::event).doesNotContain("hello");
      assertThat(missed.subList(1, missed.size()))
          .extracting(event -> number(event.id()) - number(lastSeen))
          .isEqualTo(LongStream.range(1, missed.size()).boxed().toList());

      RequestIdCheck.assertRequestIds(HttpRequest.newBuilder(URI.create(url)), 200);
      try (EventStream stranger = EventStream.open(url + "?lastEventId=0-1")) {
        assertThat(stranger.until(event -> event.event().equals("ready")).getFirst().event())
            .isEqualTo("hello");
      }
    }
  }

  private static long number(String id) {
    return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
  }

  @Test
  void watchesAGroupOfTheClassicProtocol() throws Exception {
    String groupId = "classic-" + UUID.randomUUID();
    List<ClassicMember> members = new ArrayList<>();
    members.add(new ClassicMember(servers(), groupId, "foreign-1"));
    await().atMost(TIMEOUT).until(() -> members.getFirst().owned() == 3);
    assertThat(http.get().uri("/api/groups"))
        .bodyJson()
        .extractingPath("$.items[?(@.groupId == '%s')].type".formatted(groupId))
        .asArray()
        .containsExactly("Classic");
    try (Watch watch = groups.watch(groupId, null, VIEWER)) {
      await()
          .atMost(TIMEOUT)
          .ignoreExceptionsInstanceOf(NullPointerException.class)
          .untilAsserted(() -> {
            GroupNow now = Objects.requireNonNull(watch.group().now());
            assertThat(Objects.requireNonNull(now.group()).type()).isEqualTo("Classic");
            assertThat(now.situation()).isEqualTo("fewer");
            assertThat(now.rebalancing()).isFalse();
            assertThat(now.sentence()).isEqualTo("Stable: one consumer reads all 3 partitions.");
          });

      members.add(new ClassicMember(servers(), groupId, "foreign-2"));
      Rebalance joined = awaitCard(groupId, Cause.JOIN, "foreign-2");
      assertThat(joined.triggers()).extracting(Trigger::clientId).containsExactly("foreign-2");
      assertThat(joined.epochAfter()).isNull();
      assertThat(joined.membersAfter()).isEqualTo(2);

      members.removeLast().close();
      // The member publishes no events, so the cause of its removal is unknown.
      Rebalance gone = awaitCard(groupId, Cause.GONE, "foreign-2");
      assertThat(gone.triggers()).extracting(Trigger::clientId).containsExactly("foreign-2");
    } finally {
      members.forEach(ClassicMember::close);
    }
  }

  private String servers() {
    return String.join(",", kafka.getBootstrapServers());
  }

  /** The newest card that has the member as its trigger; the group may have had others before. */
  private Rebalance awaitCard(String groupId, Cause cause, String clientId) {
    return await()
        .atMost(TIMEOUT)
        .until(
            () ->
                history.newest(groupId, 100).stream()
                    .filter(card ->
                        card.triggers().stream()
                            .anyMatch(t -> t.cause() == cause && t.clientId().equals(clientId)))
                    .findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  private static List<String> events(Watch watch) throws InterruptedException {
    return watch.subscription().take(1).stream().map(SseEvent::event).distinct().toList();
  }
}
