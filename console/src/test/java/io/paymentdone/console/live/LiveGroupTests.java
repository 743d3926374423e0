package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import io.paymentdone.console.rebalances.Rebalance;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LiveGroupTests {

  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

  private final LiveGroup group =
      new LiveGroup("group", List.of(), JsonMapper.shared(), rebalance -> {});

  @Test
  void beginsWithAllThatIsKnown() throws Exception {
    group.observe(details(0), NOW);
    group.pushLatest("ledger", "counts");

    List<Message> messages = group.subscribe(null).take(1);

    assertThat(messages)
        .extracting(Message::event)
        .containsExactly("hello", "group", "lanes", "ledger", "rates", "ready");
  }

  @Test
  void givesOnlyTheEndOfTheSnapshotAnId() throws Exception {
    group.observe(details(0), NOW);

    List<Message> messages = group.subscribe(null).take(1);

    assertThat(messages)
        .filteredOn(message -> message.id() != null)
        .singleElement()
        .isEqualTo(messages.getLast());
  }

  @Test
  void sendsAPageThatComesBackWhatItHasMissedAndNothingElse() throws Exception {
    Subscriber page = group.subscribe(null);
    String seen = Objects.requireNonNull(page.take(1).getLast().id());
    group.unsubscribe(page);
    group.pushLatest("ledger", "first");
    group.pushLatest("ledger", "second");

    List<Message> messages = group.subscribe(seen).take(1);

    assertThat(messages)
        .extracting(Message::event, Message::json)
        .endsWith(
            org.assertj.core.groups.Tuple.tuple("ledger", "\"first\""),
            org.assertj.core.groups.Tuple.tuple("ledger", "\"second\""))
        .hasSize(3);
    assertThat(messages.getFirst().event()).isEqualTo("resumed");
  }

  @Test
  void sendsNothingTwiceAndLeavesNothingOutAcrossAReturn() throws Exception {
    Subscriber stays = group.subscribe(null);
    Subscriber leaves = group.subscribe(null);
    stays.take(1);
    leaves.take(1);
    group.pushLatest("ledger", 1);
    String seen = Objects.requireNonNull(leaves.take(1).getLast().id());
    group.unsubscribe(leaves);
    group.pushLatest("ledger", 2);
    Subscriber back = group.subscribe(seen);
    group.pushLatest("ledger", 3);

    List<Message> all = stays.take(1);
    List<Message> missed = back.take(1);

    assertThat(missed.subList(1, missed.size())).isEqualTo(all.subList(1, all.size()));
  }

  @Test
  void beginsAnewForAPageThatHasMissedTooMuch() throws Exception {
    Subscriber page = group.subscribe(null);
    String seen = Objects.requireNonNull(page.take(1).getLast().id());
    group.unsubscribe(page);
    for (int i = 0; i <= Replay.MESSAGES_MAX; i++) {
      group.pushLatest("ledger", i);
    }

    List<Message> messages = group.subscribe(seen).take(1);

    assertThat(messages).extracting(Message::event).startsWith("hello").endsWith("ready");
    assertThat(messages)
        .filteredOn(message -> message.event().equals("ledger"))
        .extracting(Message::json)
        .containsExactly(Integer.toString(Replay.MESSAGES_MAX));
  }

  @Test
  void beginsAnewForAPageOfAnEarlierStart() throws Exception {
    List<Message> messages = group.subscribe("2a-17").take(1);

    assertThat(messages).extracting(Message::event).startsWith("hello");
  }

  @Test
  void sendsRebalancesOfThePastToAPageThatCameBeforeThem() throws Exception {
    Subscriber page = group.subscribe(null);
    page.take(1);
    group.add(past("one"));
    group.add(past("two"));

    group.pushPast();
    group.pushPast();

    assertThat(page.take(1))
        .extracting(Message::event, Message::json)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "rebalance", JsonMapper.shared().writeValueAsString(past("one"))),
            org.assertj.core.groups.Tuple.tuple(
                "rebalance", JsonMapper.shared().writeValueAsString(past("two"))));
  }

  private static Rebalance past(String id) {
    return new Rebalance(
        id, "group", NOW, NOW, true, false, List.of(), 1, 2, 3, 3, List.of(), List.of(), List.of(),
        null, null, List.of());
  }

  @Test
  void sendsNoMessageThatWouldTakeTheMemoryOfAllPages() throws Exception {
    Subscriber page = group.subscribe(null);
    page.take(1);

    group.pushLatest("lanes", "x".repeat(Broadcast.MESSAGE_CHARS_MAX));
    group.pushLatest("ledger", 1);

    assertThat(page.take(1)).extracting(Message::event).containsExactly("ledger");
    assertThat(group.subscribe(null).take(1)).extracting(Message::event).doesNotContain("lanes");
  }

  @Test
  void showsWhatMembersThatTellNothingHaveCommitted() throws Exception {
    Subscriber page = group.subscribe(null);
    group.observe(details(10), NOW);
    group.observe(details(17), NOW.plusSeconds(1));
    group.flow(java.util.Map.of(), NOW);

    Optional<Message> flow =
        page.take(1).stream().filter(message -> message.event().equals("flow")).findFirst();

    assertThat(flow.orElseThrow().json())
        .contains("\"clientId\":\"reader\"", "\"partition\":0", "\"records\":7");
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
            new PartitionProgress(
                0, "reader-1", "reader", committed, 20, 20 - committed, "payment-done", 0, 0, 0)),
        "payment-done",
        List.of("payment-done"),
        0);
  }
}
