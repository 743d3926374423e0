package io.paymentdone.console.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.lookup.ReadPositions.Read;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadPositionsTests {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final ReadPositions positions = new ReadPositions();

  @Test
  void namesWhoReadAnOffset() {
    tell("a", 9, 10, 0);
    tell("b", 14, 5, 1);

    assertThat(positions.reads(1, 9)).containsExactly(new Read(NOON, "a"));
    assertThat(positions.reads(1, 10)).containsExactly(new Read(NOON.plusSeconds(1), "b"));
  }

  @Test
  void namesEveryReaderOfAnOffsetThatWasReadAgain() {
    tell("a", 9, 10, 0);
    tell("b", 12, 8, 11);

    assertThat(positions.reads(1, 7))
        .containsExactly(new Read(NOON, "a"), new Read(NOON.plusSeconds(11), "b"));
    assertThat(positions.reads(1, 4)).containsExactly(new Read(NOON, "a"));
  }

  @Test
  void returnsNoReadThatNoMemberReported() {
    tell("a", 9, 3, 0);

    assertThat(positions.reads(1, 6)).isEmpty();
    assertThat(positions.reads(1, 10)).isEmpty();
    assertThat(positions.reads(2, 9)).isEmpty();
  }

  @Test
  void countsOffsetsWithoutARecordToTheReaderThatWentOn() {
    tell("a", 9, 10, 0);
    tell("a", 12, 2, 1);
    tell("b", 20, 2, 2);

    assertThat(positions.reads(1, 10)).hasSize(1);
    assertThat(positions.reads(1, 15)).isEmpty();
  }

  @Test
  void learnsFromASignOfLifeWhatALostEventTold() {
    tell("a", 9, 10, 0);
    tell("a", 12, 0, 2);
    tell("a", 12, 0, 3);
    tell("b", 12, 0, 4);

    assertThat(positions.reads(1, 11)).containsExactly(new Read(NOON.plusSeconds(2), "a"));
  }

  @Test
  void knowsHowFarTheGroupWasAtATime() {
    tell("a", 9, 10, 0);
    tell("a", 29, 20, 5);

    assertThat(positions.lastRead(1, NOON.plusSeconds(4))).hasValue(9);
    assertThat(positions.lastRead(1, NOON.plusSeconds(5))).hasValue(29);
    assertThat(positions.lastRead(1, NOON.minusSeconds(1))).isEmpty();
  }

  private void tell(String member, long lastOffset, int count, int second) {
    positions.onEvent(
        new GroupEventRecord(
            new GroupEvent(
                Kind.PROGRESS,
                Topics.NOTIFICATION_GROUP,
                member,
                member,
                List.of(new PartitionProgress(1, lastOffset, count, 0L))),
            NOON.plusSeconds(second)));
  }
}
