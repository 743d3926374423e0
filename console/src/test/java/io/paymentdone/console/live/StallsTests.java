package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.lag.Waiting;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StallsTests {

  private static final Instant NOW = Instant.parse("2026-11-28T18:00:00Z");

  private final Stalls stalls = new Stalls();
  private @Nullable Instant lastEventAt = NOW;
  private @Nullable String trouble;

  @Test
  void namesTheLiveOwnerAndWhyItDoesNotRead() {
    trouble = "database: canceling statement due to lock timeout";
    poll(0, "m", 100L, 20);
    lastEventAt = NOW.plusSeconds(28);

    assertThat(poll(28, "m", 100L, 191))
        .singleElement()
        .satisfies(stall -> {
          assertThat(stall.since()).isEqualTo(NOW);
          assertThat(stall.waiting()).isEqualTo(191);
          assertThat(stall.reason()).isEqualTo(trouble);
          assertThat(stall.sentence())
              .isEqualTo(
                  "Partition 1: 191 waiting, nothing read for 28 s; its consumer service-3 is alive"
                      + " (database: canceling statement due to lock timeout)");
        });
  }

  @Test
  void countsFromTheMomentThatSomethingWaits() {
    poll(0, "m", 100L, 0);
    poll(60, "m", 100L, 1);

    assertThat(poll(64, "m", 100L, 1)).isEmpty();
    assertThat(poll(66, "m", 100L, 1)).hasSize(1);
  }

  @Test
  void endsWithTheNextCommitAndStartsOverWithAnotherOwner() {
    poll(0, "m", 100L, 20);
    assertThat(poll(10, "m", 101L, 20)).isEmpty();
    assertThat(poll(20, "m", 101L, 20)).hasSize(1);
    assertThat(poll(21, "n", 101L, 20)).isEmpty();
    assertThat(poll(22, null, 101L, 20)).isEmpty();
    assertThat(poll(40, "n", 101L, 20)).isEmpty();
  }

  @Test
  void allowsAMemberThatPublishesNoEventsTheTimeBetweenTwoCommits() {
    lastEventAt = null;
    poll(0, "m", 100L, 20);

    assertThat(poll(11, "m", 100L, 20)).isEmpty();
    assertThat(poll(13, "m", 100L, 20))
        .singleElement()
        .satisfies(
            stall -> assertThat(stall.sentence()).contains("service-3 is still in the group"));
  }

  @Test
  void reportsRecordsThatRetentionDeletedBeforeTheOwnerReadThem() {
    observe(0, progress("m", 100L, 220, 220));
    lastEventAt = NOW.plusSeconds(6);

    assertThat(observe(6, progress("m", 100L, 220, 220)))
        .singleElement()
        .satisfies(stall -> {
          assertThat(stall.waiting()).isZero();
          assertThat(stall.reason()).startsWith("120 offsets are gone");
        });
  }

  @Test
  void reportsAnOffsetBeyondTheEnd() {
    observe(0, progress("m", 300L, 0, 200));
    lastEventAt = NOW.plusSeconds(6);

    assertThat(observe(6, progress("m", 300L, 0, 200)))
        .singleElement()
        .satisfies(stall -> assertThat(stall.reason()).contains("100 beyond the end"));
  }

  /** Only a transaction's marker is between the committed offset and the end. */
  @Test
  void doesNotCallAGroupStalledThatHasReadAll() {
    Partition marker = progress("m", 100L, 0, 101, Waiting.NOTHING);
    observe(0, marker);

    assertThat(observeAll(3_600, marker)).isEqualTo(new Stalls.Observed(List.of(), List.of()));
    // The record that comes after it waits from then on, not since the last commit.
    poll(3_601, "m", 100L, 2);
    assertThat(poll(3_605, "m", 100L, 2)).isEmpty();
    assertThat(poll(3_607, "m", 100L, 2)).hasSize(1);
  }

  /** The topic cannot be read, say. */
  @Test
  void saysThatItIsNotKnownWhetherRecordsWait() {
    Partition unread = progress("m", 100L, 0, 103, Waiting.UNKNOWN);
    observe(0, unread);

    assertThat(observeAll(28, unread))
        .isEqualTo(
            new Stalls.Observed(
                List.of(),
                List.of(
                    "Whether records wait in partition 1 is not known: 3 offsets are not"
                        + " committed, and none was for 28 s")));
  }

  @Test
  void doesNotCountAMarkerAsGoneThatRetentionDeletes() {
    observe(0, progress("m", 100L, 0, 101, Waiting.NOTHING));
    Partition empty = progress("m", 100L, 101, 101);
    observe(1, empty);
    assertThat(observe(60, empty)).isEmpty();

    Partition later = progress("m", 100L, 104, 104);
    observe(61, later);
    assertThat(observe(70, later))
        .singleElement()
        .satisfies(stall -> assertThat(stall.reason()).startsWith("3 offsets are gone"));
  }

  private List<Stall> poll(long second, @Nullable String owner, Long committed, long lag) {
    return observe(second, progress(owner, committed, 0, committed + lag));
  }

  private static Partition progress(@Nullable String owner, long committed, long start, long end) {
    return progress(
        owner,
        committed,
        start,
        end,
        end > Math.max(committed, start) ? Waiting.RECORDS : Waiting.NOTHING);
  }

  private static Partition progress(
      @Nullable String owner, long committed, long start, long end, Waiting waiting) {
    return new Partition(
        1,
        owner,
        owner == null ? null : "service-3",
        committed,
        end,
        waiting == Waiting.NOTHING ? 0 : end - Math.max(committed, start),
        "payment-done",
        start,
        Math.max(0, start - committed),
        Math.max(0, committed - end),
        waiting,
        null,
        null,
        null);
  }

  private List<Stall> observe(long second, Partition partition) {
    return observeAll(second, partition).stalls();
  }

  private Stalls.Observed observeAll(long second, Partition partition) {
    return stalls.observe(
        new GroupDetails(
            "group",
            "Stable",
            "Consumer",
            1,
            1,
            List.of(),
            List.of(partition),
            "payment-done",
            List.of("payment-done"),
            0),
        new Stalls.Members() {
          @Override
          public @Nullable Instant lastEventAt(String memberId) {
            return lastEventAt;
          }

          @Override
          public @Nullable String trouble(String memberId) {
            return trouble;
          }
        },
        NOW.plusSeconds(second));
  }
}
