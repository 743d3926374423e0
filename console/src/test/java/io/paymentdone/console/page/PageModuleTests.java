package io.paymentdone.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the page says, and what it says that it does not know. */
class PageModuleTests {

  @TempDir Path directory;

  /**
   * 500 payments were accepted between the two counts; their difference is none of the payments.
   */
  @Test
  void ledgerSubtractsNoCountsOfDifferentTimes() throws Exception {
    JsonNode said =
        run(
            """
            const { sentences } = await import("./ledger-text.js");
            const ledger = { note: null, lostIn: [], accepted: 10_300, inFeeds: 9_800, rejected: 0,
              acceptedUntil: "2026-11-30T12:03:00Z",
              notInFeeds: 0, notInFeedsAt: "2026-11-30T12:03:05Z", onTheWay: 0,
              lost: 0, twice: 0, outOfOrder: 0,
              lostState: "confirmed", twiceState: "confirmed", outOfOrderState: "confirmed" };
            return [{}, { notInFeeds: 12, onTheWay: 12 },
              { notInFeeds: 12, onTheWay: null, lost: null },
              { acceptedUntil: null, notInFeeds: null, notInFeedsAt: null, onTheWay: null },
              { notInFeeds: 3, onTheWay: 0, lost: 3 }]
              .map((other) => sentences({ ...ledger, ...other }).join(" "));
            """);

    assertThat(texts(said))
        .containsExactly(
            "Every payment accepted until 12:03:00 is in its user's feed, once.",
            "12 of those accepted until 12:03:00 were on the way at 12:03:05.",
            "12 of those accepted until 12:03:00 were in no feed at 12:03:05: on the way, or lost.",
            "",
            "");
  }

  @Test
  void ledgerSaysWhenAnOldCountWasMade() throws Exception {
    JsonNode said =
        run(
            """
            const { asOf } = await import("./ledger-text.js");
            const at = "2026-11-30T12:03:30Z";
            return ["2026-11-30T12:03:02Z", "2026-11-30T12:03:29Z", null]
              .map((one) => asOf(one, at));
            """);

    assertThat(texts(said)).containsExactly(" at 12:03:02", "", "");
  }

  @Test
  void headlineNamesWhatIsSilentStandsStillOrIsLeftOut() throws Exception {
    JsonNode said =
        run(
            """
            const { headline } = await import("./headline.js");
            const now = (situation, members, partitions, partitionsLeftOut = 0) => ({
              situation,
              group: { note: null, partitionsLeftOut,
                members: Array(members).fill({}), partitions: Array(partitions).fill({}) } });
            return [headline(now("equal", 3, 3), 0, 0), headline(now("equal", 3, 3), 1, 0),
              headline(now("fewer", 2, 3), 2, 0), headline(now("equal", 3, 3), 0, 2),
              headline(now("fewer", 1, 3), 1, 0), headline(now("fewer", 3, 300, 100), 0, 0),
              headline({ group: null, situation: "none" }, 0, 0)];
            """);

    assertThat(texts(said))
        .containsExactly(
            "3 consumers for 3 partitions: one each",
            "3 consumers for 3 partitions: one each; 1 does not answer",
            "2 consumers for 3 partitions: some read more than one; none of them answers",
            "3 consumers for 3 partitions: one each; 2 partitions stand still",
            "1 consumer has all 3 partitions; it does not answer",
            "3 consumers for 400 partitions: some read more than one; 100 of them are not looked"
                + " at",
            "No group to show");
  }

  /** Offsets that a transaction left are never committed, and say nothing of records. */
  @Test
  void partitionIsLateOnlyWhereARecordIsKnownToWait() throws Exception {
    JsonNode said =
        run(
            """
            const { lagOf, inWords } = await import("./lag.js");
            const { state } = await import("./store.js");
            const at = Date.now();
            state.rates = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
              .map((i) => ({ at: at - i * 900, in: [0], out: [0], lag: [1] }));
            const unread = lagOf({ partition: 0, lag: 1, lagSeconds: null });
            const read = lagOf({ partition: 0, lag: 1, lagSeconds: 40 });
            return [unread.late, inWords(unread), read.late, inWords(read)];
            """);

    assertThat(texts(said))
        .containsExactly(
            "false", "up to 1 waiting, not known since when", "true", "1 waiting, oldest 40 s");
  }

  /** The console is silent, is another one, or has no answer itself. */
  @Test
  void everyKindOfEventIsKnownOnlyWhileTheConsoleSaysSo() throws Exception {
    JsonNode said =
        run(
            """
            const store = await import("./store.js");
            const clock = Date.now;
            let later = 0;
            Date.now = () => clock() + later;
            const at = () => new Date(Date.now()).toISOString();
            const kinds = ["group", ...store.SHARED, "lookup"];
            const unknown = () => kinds.filter((kind) => store.notKnown(kind));
            const bodies = {
              group: { at: at(), group: { members: [], partitions: [] }, members: [] },
              hot: { note: null }, dead: { note: null },
              endpoints: { note: null }, brokers: { note: null },
              ledger: { accepted: 1, onTopic: 1, inFeeds: 1 }, traffic: {}, receiver: {} };
            const before = unknown();
            store.receive("hello", { at: at() });
            for (const [kind, body] of Object.entries(bodies)) store.receive(kind, body);
            store.receive("ready", {});
            const live = unknown();
            later = 3_500;
            const silent = unknown();
            store.receive("beat", { at: at() });
            store.receive("group", { ...bodies.group, at: at() });
            const again = unknown();
            const heard = Date.now();
            later = 9_000;
            store.receive("hello", { at: at() });
            store.receive("group", { ...bodies.group, at: at() });
            const restarted = unknown();
            const until = Math.round((store.notKnown("brokers").until - heard) / 1_000);
            for (const kind of store.SHARED) store.receive(kind, bodies[kind]);
            const answered = unknown();
            const unanswered = ["hot", "dead", "endpoints", "brokers"];
            for (const kind of unanswered) store.receive(kind, { note: "no answer" });
            store.receive("ledger", { accepted: null, onTopic: 1, inFeeds: 1 });
            store.receive("too-long", { event: "traffic" });
            return { before, live, silent, again, restarted, until, answered, kinds,
              unanswered: unknown() };
            """);

    assertThat(texts(said.path("before"))).isEmpty();
    assertThat(texts(said.path("live"))).isEmpty();
    assertThat(texts(said.path("silent"))).isEqualTo(texts(said.path("kinds")));
    assertThat(texts(said.path("again"))).isEmpty();
    assertThat(texts(said.path("restarted")))
        .containsExactly("hot", "dead", "ledger", "traffic", "receiver", "endpoints", "brokers");
    assertThat(said.path("until").intValue()).isZero();
    assertThat(texts(said.path("answered"))).isEmpty();
    assertThat(texts(said.path("unanswered")))
        .containsExactly("hot", "dead", "ledger", "traffic", "endpoints", "brokers");
  }

  /** Of 60 owners, by hue, shade and pattern, and beyond those by a number in the name. */
  @Test
  void noTwoOwnersLookTheSame() throws Exception {
    JsonNode looks =
        run(
            """
            const { state } = await import("./store.js");
            const { assign, colorOf, colorVar, isStriped, nameOf } = await import("./colors.js");
            const members = Array.from({ length: 60 },
              (_, i) => ({ memberId: `member-id-${i}x`, clientId: `pod-${i}x` }));
            state.now = { group: { members } };
            assign();
            return members.map(({ memberId, clientId }) => ({
              css: colorVar(memberId),
              canvas: colorOf(memberId),
              striped: isStriped(memberId),
              number: nameOf(memberId, clientId).slice(clientId.length) }));
            """);

    Set<String> css = new HashSet<>();
    Set<String> canvas = new HashSet<>();
    for (JsonNode look : looks) {
      String more = " " + look.path("striped") + look.path("number");
      css.add(look.path("css").stringValue() + more);
      canvas.add(look.path("canvas").stringValue() + more);
    }
    assertThat(css).hasSize(60);
    assertThat(canvas).hasSize(60);
    assertThat(StreamSupport.stream(looks.spliterator(), false).limit(32))
        .allSatisfy(look -> assertThat(look.path("number").stringValue()).isEmpty());
    assertThat(StreamSupport.stream(looks.spliterator(), false).limit(8))
        .allSatisfy(look -> assertThat(look.path("striped").booleanValue()).isFalse());
  }

  /** Clients of one configuration all have its client id. */
  @Test
  void cardsTellMembersOfEqualClientIdsApart() throws Exception {
    JsonNode said =
        run(
            """
            const { headline, namesIn } = await import("./card-text.js");
            const card = {
              triggers: [{ cause: "timeout", memberId: "member-aaaa1", clientId: "app",
                silentMillis: 10_200 }],
              moves: [
                { from: "app", fromMemberId: "member-aaaa1",
                  to: "app", toMemberId: "member-bbbb2" },
                { from: "other", fromMemberId: "member-cccc3", to: null, toMemberId: null }] };
            const name = namesIn(card);
            const old = namesIn({ triggers: [], moves: [{ from: "app", to: "app" }] });
            return [headline(card), name("member-aaaa1", "app"), name("member-bbbb2", "app"),
              name("member-cccc3", "other"), old(undefined, "app")];
            """);

    assertThat(texts(said))
        .containsExactly(
            "app ·aaaa1 timed out: not answered for 10.2 s",
            "app ·aaaa1",
            "app ·bbbb2",
            "other",
            "app");
  }

  private JsonNode run(String script) throws Exception {
    return PageModules.run(directory, script);
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asString).toList();
  }
}
