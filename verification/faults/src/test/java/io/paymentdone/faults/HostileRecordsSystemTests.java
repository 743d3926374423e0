package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.check.SystemState.TopicOffset;
import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.servers.Waiting;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows 23 and 25: records of an attacker who can write to the topics. */
@Tag("faults")
class HostileRecordsSystemTests {

  private static final Duration OTHERS_LAG_MAX = Duration.ofSeconds(10);

  /** Three times what it took; nobody waits for them. */
  private static final Duration DEAD_LETTERS_MAX = Duration.ofMinutes(3);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int SPOOFED = 100_000;
  private static final int FORGED = 5_000;
  private static final List<String> KINDS =
      List.of("LEAVING", "REVOKED", "ASSIGNED", "PROGRESS", "LOST");

  /** A timeline of three partitions with a hundred spans each. */
  private static final int STREAM_MESSAGE_BYTES_MAX = 128 * 1024;

  private static final long LOG_BYTES_MAX = 2 << 20;
  private static final double HEAP_SHARE_MAX = 0.8;

  @Test
  void survivesRecordsLargerThanMemory() throws Exception {
    try (SystemUnderFault system =
        SystemUnderFault.start(ClusterSpec.named("large-records").withConsole())) {
      holds(
          new Trial(system, "23", "records small on the wire and huge in memory")
              .run(HostileRecordsSystemTests::sendLarge));
    }
  }

  private static void sendLarge(Injection fault) throws Exception {
    FeedLag lag = FeedLag.from(fault.cluster());
    // As large as a batch of the broker's limit can be with each codec.
    requireDeadLetters(
        fault,
        "one record of blanks with each codec, up to 512 MB",
        List.of(
            LargeRecords.putBlanks(fault, 1, 512, "zstd"),
            LargeRecords.putBlanks(fault, 2, 512, "gzip"),
            LargeRecords.putBlanks(fault, 0, 200, "lz4"),
            LargeRecords.putBlanks(fault, 1, 16, "snappy")));
    byte[] megabyte = LargeRecords.blanks(1_000_000);
    requireDeadLetters(
        fault,
        "450 records of 1 MB in one batch",
        LargeRecords.putBatch(fault, 1, "zstd", 450, n -> megabyte));
    requireDeadLetters(
        fault,
        "200 000 empty records in one batch",
        LargeRecords.putBatch(fault, 2, "zstd", 200_000, n -> new byte[0]));
    requireAlive(fault);
    lag.require(fault, Set.of(), OTHERS_LAG_MAX);
    fault.require(
        Waiting.until(Duration.ofSeconds(30), () -> accounted(fault) >= 0), "the console answers");
    long before = accounted(fault);
    fault.require(
        Waiting.until(Duration.ofSeconds(30), () -> accounted(fault) > before),
        "the console's counts go on");
  }

  /** Waits for the last of each partition; the checker compares all of them when the row ends. */
  private static void requireDeadLetters(
      Injection fault, String what, Collection<TopicOffset> positions) {
    fault.note(what);
    Databases databases = new Databases(fault.cluster().postgres());
    long sent = System.nanoTime();
    boolean rejected =
        lastOfPartitions(positions).stream()
            .allMatch(last -> Waiting.until(DEAD_LETTERS_MAX, () -> isRejected(databases, last)));
    fault.took(what + ": dead letters after", Duration.ofNanos(System.nanoTime() - sent));
    fault.require(rejected, what + ": dead letters within " + DEAD_LETTERS_MAX.toSeconds() + " s");
  }

  private static boolean isRejected(Databases databases, TopicOffset last) {
    // Each look opens a connection, which takes a processor some 50 ms from those who write.
    Waiting.during(BETWEEN_LOOKS);
    try {
      return databases.lastDeadLetterOf(last.partition()) >= last.offset();
    } catch (SQLException away) {
      return false;
    }
  }

  private static Collection<TopicOffset> lastOfPartitions(Collection<TopicOffset> positions) {
    return positions.stream()
        .collect(
            Collectors.toMap(
                TopicOffset::partition,
                position -> position,
                BinaryOperator.maxBy(Comparator.comparingLong(TopicOffset::offset))))
        .values();
  }

  /** Payments that the console has seen on the topic; -1 while it has no time to answer. */
  private static long accounted(Injection fault) {
    try {
      return ServiceProbe.of(fault.cluster().console())
          .json("/api/ledger")
          .path("onTopic")
          .asLong(-1);
    } catch (UncheckedIOException busy) {
      return -1;
    }
  }

  private static void requireAlive(Injection fault) {
    Cluster cluster = fault.cluster();
    Stream.concat(cluster.nodes().stream().map(Cluster.Node::process), Stream.of(cluster.console()))
        .forEach(process -> fault.require(process.isAlive(), process.name() + " does not end"));
  }

  @Test
  void keepsConsoleBoundedUnderSpoofedGroupEvents() throws Exception {
    try (SystemUnderFault system =
        SystemUnderFault.start(ClusterSpec.named("spoofed-events").withConsole())) {
      holds(
          new Trial(system, "25", "spoofed and garbage records on the console's topics")
              .run(HostileRecordsSystemTests::spoof));
    }
  }

  private static void spoof(Injection fault) throws Exception {
    int cards = cards(fault);
    long logBefore = Files.size(fault.cluster().console().spec().log());
    List<String> members = members(fault);
    try (ConsoleStream stream = ConsoleStream.of(fault.cluster().console())) {
      String topic = Topics.NOTIFICATION_GROUP_EVENTS;
      LargeRecords.send(fault, topic, 0, "none", SPOOFED, n -> claim(n, members));
      LargeRecords.send(fault, topic, 0, "none", 100, n -> wideClaim());
      LargeRecords.send(fault, topic, 0, "none", SPOOFED, LargeRecords::garbage);
      LargeRecords.send(
          fault, Topics.NOTIFICATION_REBALANCES, 0, "none", SPOOFED, LargeRecords::garbage);
      // Older than what the console saw, which so stays on the page of the newest.
      Instant begin = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
      LargeRecords.send(
          fault, Topics.NOTIFICATION_REBALANCES, 0, "none", FORGED, n -> card(n, begin));
      fault.note(
          "100 000 claims, half of them of members, 100 of 550 KB, 200 000 records of garbage,"
              + " 5 000 forged rebalances");
      Waiting.during(Duration.ofSeconds(20));
      int largest = stream.largestMessage();
      fault.figure("largest message to a page", largest + " bytes");
      fault.require(
          largest > 0 && largest <= STREAM_MESSAGE_BYTES_MAX, "messages to a page up to 128 KB");
    }
    requireAlive(fault);
    double share = heapShareAfterCollection(fault);
    fault.figure("heap in use after a collection", Math.round(share * 100) + " %");
    fault.require(share < HEAP_SHARE_MAX, "the console's heap is below 80 %");
    fault.require(cards(fault) == cards, "no card of a rebalance that was not");
    long logged = Files.size(fault.cluster().console().spec().log()) - logBefore;
    fault.figure("console's log", logged + " bytes");
    fault.require(logged < LOG_BYTES_MAX, "the log is bounded");
  }

  /** Those that the console saw itself; it says of others that they come from the topic. */
  private static int cards(Injection fault) {
    int seen = 0;
    for (JsonNode card :
        ServiceProbe.of(fault.cluster().console()).json("/api/rebalances").path("items")) {
      if (!card.path("recorded").booleanValue()) {
        seen++;
      }
    }
    return seen;
  }

  private static List<String> members(Injection fault) {
    try (Group group = new Group(fault.cluster())) {
      return group.members().stream().map(MemberDescription::consumerId).toList();
    }
  }

  /** Of the old generation, where what is kept for good ends. */
  private static double heapShareAfterCollection(Injection fault) {
    double used =
        ServiceProbe.of(fault.cluster().console()).metric("jvm_memory_usage_after_gc").orElse(1);
    return used;
  }

  /** What a member may say: of a member, or of one that there is not. */
  private static byte[] claim(int n, List<String> members) {
    String kind = KINDS.get(n % KINDS.size());
    String member = n % 2 == 0 ? members.get(n / 2 % members.size()) : "m" + n;
    String progress =
        "{\"partition\":" + n % Topics.PARTITIONS + ",\"lastOffset\":1000000,\"count\":1000}";
    return event(kind, member, progress);
  }

  private static byte[] card(int n, Instant begin) {
    return String.format(
            Locale.ROOT,
            """
            {"id":"forged-%1$d","groupId":"notification-service","startedAt":"%2$s","endedAt":"%2$s",\
            "complete":true,"triggers":[],"membersBefore":3,"membersAfter":2,"phases":[],"moves":[],\
            "kept":[],"ownershipGapMillisMax":900000,"steps":[]}\
            """,
            n,
            begin.minusSeconds(n))
        .getBytes(UTF_8);
  }

  private static byte[] wideClaim() {
    StringBuilder partitions = new StringBuilder();
    for (int n = 0; n < 9000; n++) {
      partitions.append(n == 0 ? "" : ",");
      partitions.append("{\"partition\":").append(n);
      partitions.append(",\"lastOffset\":1,\"count\":1}");
    }
    return event("PROGRESS", "wide", partitions.toString());
  }

  private static byte[] event(String kind, String member, String partitions) {
    return String.format(
            Locale.ROOT,
            """
            {"kind":"%s","groupId":"%s","memberId":"%s","clientId":"c","partitions":[%s]}\
            """,
            kind,
            Topics.NOTIFICATION_GROUP,
            member,
            partitions)
        .getBytes(UTF_8);
  }
}
