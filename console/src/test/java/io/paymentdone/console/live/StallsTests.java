package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Partition;
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
          assertThat(stall.reason()).startsWith("120 records are gone");
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

  private List<Stall> poll(long second, @Nullable String owner, Long committed, long lag) {
    return observe(second, progress(owner, committed, 0, committed + lag));
  }

  private static Partition progress(@Nullable String owner, long committed, long start, long end) {
    return new Partition(
        1,
        owner,
        owner == null ? null : "service-3",
        committed,
        end,
        end - Math.max(committed, start),
        "payment-done",
        start,
        Math.max(0, start - committed),
        Math.max(0, committed - end));
  }

  private List<Stall> observe(long second, Partition partition) {
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
