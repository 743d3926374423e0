package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.live.HandledRecords.Again;
import io.paymentdone.console.live.HandledRecords.Handled;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandledRecordsTests {

  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

  private final HandledRecords records = new HandledRecords();

  @Test
  void knowsHowFarAPartitionIsHandled() {
    handles("a", 100, 109);
    handles("a", 110, 110);

    assertThat(records.at(group(200))).containsExactly(new Handled(0, "a", 111, null));
  }

  /** The new owner starts at the committed offset, and the old one's progress was beyond it. */
  @Test
  void knowsWhatASecondMemberHandledAgain() {
    handles("a", 100, 109);
    handles("a", 110, 119);
    handles("b", 115, 116);
    handles("b", 117, 130);
    handles("b", 131, 140);

    assertThat(again()).isEqualTo(new Again(115, 119, "a", "b", NOW));
  }

  /** After an ordinary handover, also when the events of the two arrive in the other order. */
  @ParameterizedTest
  @CsvSource({"a,100,109,b,110,119", "b,110,119,a,100,109"})
  void nothingIsHandledTwiceInAHandover(
      String first, long from, long to, String second, long nextFrom, long nextTo) {
    handles(first, from, to);
    handles(second, nextFrom, nextTo);

    assertThat(again()).isNull();
  }

  /** Between the events of one member another one may have owned the partition. */
  @Test
  void claimsNothingOfRecordsBetweenTheReportedOnes() {
    handles("a", 100, 109);
    handles("b", 110, 119);
    handles("a", 120, 129);

    assertThat(again()).isNull();
  }

  @Test
  void forgetsARecreatedTopic() {
    handles("a", 100, 109);

    assertThat(records.at(group(4))).isEmpty();
    handles("b", 0, 3);
    assertThat(records.at(group(4))).containsExactly(new Handled(0, "b", 4, null));
  }

  @Test
  void keepsTheRecordsOfTheLastMembersOnly() {
    for (int i = 0; i < 9; i++) {
      handles("member-" + i, i * 10L, i * 10L + 9);
    }

    handles("again", 0, 9);
    assertThat(again()).isNull();
    handles("once more", 80, 89);
    assertThat(again()).isEqualTo(new Again(80, 89, "member-8", "once more", NOW));
  }

  private @Nullable Again again() {
    return records.at(group(1_000_000)).getFirst().again();
  }

  private void handles(String member, long from, long to) {
    PartitionProgress progress = new PartitionProgress(0, to, (int) (to - from + 1), 5L);
    records.onEvent(
        new GroupEventRecord(
            new GroupEvent(Kind.PROGRESS, "group", member, member, List.of(progress)), NOW));
  }

  private static GroupDetails group(long end) {
    return new GroupDetails(
        "group",
        "Stable",
        "Consumer",
        4,
        4,
        List.of(),
        List.of(new Partition(0, null, null, 0L, end, end, "payment-done", 0, 0, 0)),
        "payment-done",
        List.of("payment-done"),
        0);
  }
}
