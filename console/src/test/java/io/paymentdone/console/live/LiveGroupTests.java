package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.console.rebalances.Rebalance;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LiveGroupTests {

  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

  private static final PageMemory MEMORY = new PageMemory(1L << 30, 64);

  private final LiveGroup group =
      new LiveGroup("group", List.of(), JsonMapper.shared(), rebalance -> {});

  @Test
  void startsWithASnapshot() throws Exception {
    group.onPoll(details(0), NOW);
    group.pushLatest("ledger", "counts");

    List<SseEvent> messages = group.subscribe(MEMORY, null).take(1);

    assertThat(messages)
        .extracting(SseEvent::event)
        .containsExactly("hello", "group", "ledger", "lanes", "rates", "ready");
  }

  /** What nobody looked at while no page was open would look as if it were so now. */
  @Test
  void doesNotStartWithStatesOfLongAgo() throws Exception {
    AtomicLong nanos = new AtomicLong();
    LiveGroup watched =
        new LiveGroup("group", List.of(), JsonMapper.shared(), rebalance -> {}, nanos::get);
    watched.pushLatest("brokers", "up");
    watched.pushLatest("hot", "users");
    nanos.addAndGet(Duration.ofSeconds(16).toNanos());
    watched.pushLatest("hot", "users");

    SseSubscription page = watched.subscribe(MEMORY, null);
    assertThat(page.take(1)).extracting(SseEvent::event).contains("hot").doesNotContain("brokers");
    watched.pushLatest("brokers", "up");
    assertThat(page.take(1)).extracting(SseEvent::event).containsExactly("brokers");
  }

  @Test
  void givesOnlyTheLastEventOfTheSnapshotAnId() throws Exception {
    group.onPoll(details(0), NOW);

    List<SseEvent> messages = group.subscribe(MEMORY, null).take(1);

    assertThat(messages)
        .filteredOn(message -> message.id() != null)
        .singleElement()
        .isEqualTo(messages.getLast());
  }

  @Test
  void sendsAPageThatReconnectsExactlyTheEventsThatItMissed() throws Exception {
    SseSubscription page = group.subscribe(MEMORY, null);
    String seen = Objects.requireNonNull(page.take(1).getLast().id());
    group.unsubscribe(page);
    group.pushLatest("ledger", "first");
    group.pushLatest("ledger", "second");

    List<SseEvent> messages = group.subscribe(MEMORY, seen).take(1);

    assertThat(messages)
        .extracting(SseEvent::event, SseEvent::json)
        .endsWith(
            org.assertj.core.groups.Tuple.tuple("ledger", "\"first\""),
            org.assertj.core.groups.Tuple.tuple("ledger", "\"second\""))
        .hasSize(3);
    assertThat(messages.getFirst().event()).isEqualTo("resumed");
  }

  @Test
  void sendsEachEventOnceAcrossAReconnect() throws Exception {
    SseSubscription stays = group.subscribe(MEMORY, null);
    SseSubscription leaves = group.subscribe(MEMORY, null);
    stays.take(1);
    leaves.take(1);
    group.pushLatest("ledger", 1);
    String seen = Objects.requireNonNull(leaves.take(1).getLast().id());
    group.unsubscribe(leaves);
    group.pushLatest("ledger", 2);
    SseSubscription back = group.subscribe(MEMORY, seen);
    group.pushLatest("ledger", 3);

    List<SseEvent> all = stays.take(1);
    List<SseEvent> missed = back.take(1);

    assertThat(missed.subList(1, missed.size())).isEqualTo(all.subList(1, all.size()));
  }

  @Test
  void sendsASnapshotToAPageThatMissedTooMuch() throws Exception {
    SseSubscription page = group.subscribe(MEMORY, null);
    String seen = Objects.requireNonNull(page.take(1).getLast().id());
    group.unsubscribe(page);
    for (int i = 0; i <= ReplayBuffer.EVENTS_MAX; i++) {
      group.pushLatest("ledger", i);
    }

    List<SseEvent> messages = group.subscribe(MEMORY, seen).take(1);

    assertThat(messages).extracting(SseEvent::event).startsWith("hello").endsWith("ready");
    assertThat(messages)
        .filteredOn(message -> message.event().equals("ledger"))
        .extracting(SseEvent::json)
        .containsExactly(Integer.toString(ReplayBuffer.EVENTS_MAX));
  }

  @Test
  void sendsASnapshotToAPageFromBeforeARestart() throws Exception {
    List<SseEvent> messages = group.subscribe(MEMORY, "2a-17").take(1);

    assertThat(messages).extracting(SseEvent::event).startsWith("hello");
  }

  @Test
  void sendsPastRebalancesToAPageThatOpenedBeforeTheyWereRead() throws Exception {
    SseSubscription page = group.subscribe(MEMORY, null);
    page.take(1);
    group.addPast(past("one"));
    group.addPast(past("two"));

    group.pushPast();
    group.pushPast();

    assertThat(page.take(1))
        .extracting(SseEvent::event, SseEvent::json)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "rebalance", JsonMapper.shared().writeValueAsString(past("one"))),
            org.assertj.core.groups.Tuple.tuple(
                "rebalance", JsonMapper.shared().writeValueAsString(past("two"))));
  }

  /** Thirty viewers cost what one does. */
  @Test
  void serialisesEachMessageOnceForThirtyPages() throws Exception {
    Counted known = new Counted();
    group.pushLatest("ledger", known);
    group.addPast(past("one"));

    List<SseSubscription> pages =
        Stream.generate(() -> group.subscribe(MEMORY, null)).limit(30).toList();

    assertThat(known.times()).isOne();
    assertSameForAll(pages, "ledger");

    Counted next = new Counted();
    group.pushLatest("ledger", next);
    assertThat(next.times()).isOne();
    assertSameForAll(pages, "ledger");

    // Nor once more for whoever opens the page then, nor for what says the same.
    assertThat(group.subscribe(MEMORY, null).take(1)).isNotEmpty();
    group.pushLatest("ledger", next);
    assertThat(group.subscribe(MEMORY, null).take(1)).isNotEmpty();
    assertThat(next.times()).isOne();
  }

  /** The bytes of one event are made once. */
  private static void assertSameForAll(List<SseSubscription> pages, String event)
      throws InterruptedException {
    Set<SseEvent> sent = Collections.newSetFromMap(new IdentityHashMap<>());
    for (SseSubscription page : pages) {
      page.take(1).stream().filter(one -> one.event().equals(event)).forEach(sent::add);
    }
    assertThat(sent).hasSize(1);
  }

  /** A body that counts how often it is made into JSON. */
  public static final class Counted {

    private final AtomicInteger times = new AtomicInteger();

    /** Read by Jackson. */
    public int getTime() {
      return times.incrementAndGet();
    }

    int times() {
      return times.get();
    }
  }

  private static Rebalance past(String id) {
    return new Rebalance(
        id, "group", NOW, NOW, true, false, List.of(), 1, 2, 3, 3, List.of(), List.of(), List.of(),
        null, null, List.of(), true);
  }

  @Test
  void tellsThePageWhichEventExceedsTheLimit() throws Exception {
    SseSubscription page = group.subscribe(MEMORY, null);
    page.take(1);

    group.pushLatest("hot", "x".repeat(SseBroadcaster.EVENT_CHARS_MAX));
    group.pushLatest("ledger", 1);

    List<SseEvent> messages = page.take(1);
    assertThat(messages).extracting(SseEvent::event).containsExactly("too-long", "ledger");
    assertThat(messages.getFirst().json())
        .contains("\"event\":\"hot\"", "\"characters\":500002", "\"charactersMax\":500000");
    assertThat(group.subscribe(MEMORY, null).take(1))
        .extracting(SseEvent::event)
        .contains("too-long")
        .doesNotContain("hot");
  }

  @Test
  void sendsOwnershipOnceHoweverManyEventsChangeIt() throws Exception {
    group.onPoll(details(0), NOW);
    SseSubscription page = group.subscribe(MEMORY, null);
    page.take(1);
    for (int i = 1; i <= 2_000; i++) {
      group.onEvent(event(i % 2 == 0 ? Kind.REVOKED : Kind.ASSIGNED, NOW.plusMillis(i)));
    }

    group.pushOwnership();
    group.pushOwnership();
    group.pushLatest("ledger", 1);

    List<SseEvent> messages = page.take(1);
    assertThat(messages).extracting(SseEvent::event).containsExactly("lanes", "ledger");
    assertThat(messages.getFirst().json()).hasSizeLessThan(20_000);
  }

  private static GroupEventRecord event(Kind kind, Instant at) {
    return new GroupEventRecord(
        new GroupEvent(
            kind, "group", "reader-1", "reader", List.of(new PartitionProgress(0, null, 0, null))),
        at);
  }

  @Test
  void showsTheCommitsOfMembersThatPublishNoEvents() throws Exception {
    SseSubscription page = group.subscribe(MEMORY, null);
    group.onPoll(details(10), NOW);
    group.onPoll(details(17), NOW.plusSeconds(1));
    group.pushThroughput(java.util.Map.of(), NOW);

    Optional<SseEvent> flow =
        page.take(1).stream().filter(message -> message.event().equals("flow")).findFirst();

    assertThat(flow.orElseThrow().json())
        .contains("\"clientId\":\"reader\"", "\"partition\":0", "\"records\":7");
  }

  @Test
  void tellsHowFarAMemberHasHandledItsPartition() throws Exception {
    SseSubscription page = group.subscribe(MEMORY, null);
    group.onEvent(
        new GroupEventRecord(
            new GroupEvent(
                Kind.PROGRESS,
                "group",
                "reader-1",
                "reader",
                List.of(new PartitionProgress(0, 12L, 3, 5L))),
            NOW));
    group.onPoll(details(10), NOW);

    Optional<SseEvent> now =
        page.take(1).stream().filter(message -> message.event().equals("group")).findFirst();

    JsonNode handled = JsonMapper.shared().readTree(now.orElseThrow().json()).path("handled");
    assertThat(handled.size()).isEqualTo(1);
    assertThat(handled.path(0).path("memberId").stringValue()).isEqualTo("reader-1");
    assertThat(handled.path(0).path("next").longValue()).isEqualTo(13);
    assertThat(handled.path(0).path("again").isNull()).isTrue();
  }

  private static GroupDetails details(long committed) {
    return new GroupDetails(
        "group",
        "Stable",
        "Classic",
        null,
        null,
        List.of(new Member("reader-1", "reader", "127.0.0.1", null, List.of(0), null, 0)),
        List.of(
            new Partition(
                0, "reader-1", "reader", committed, 20, 20 - committed, "payment-done", 0, 0, 0)),
        "payment-done",
        List.of("payment-done"),
        0);
  }
}
