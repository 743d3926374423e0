package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.lab.LabGroup.View;
import io.paymentdone.console.lab.LabState.LabEvent;
import io.paymentdone.console.lab.LabState.RecordCounts;
import io.paymentdone.console.lab.MemberProgress.Range;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LabCountsTests {

  private static final String LAB = LabTopic.PREFIX + "0badcafe";

  private final LabEvents events = new LabEvents();
  private final LabCounts counts = new LabCounts(true, List.of(0L, 0L), new JsonMapper(), events);
  private final LabForeigners foreigners = new LabForeigners(LAB, events, counts);

  @Test
  void takesNoNumberThatIsNotSentYet() {
    counts.sending(0);
    counts.sending(1);
    handle(0, "ana", 0);
    handle(1, "ana", 4_000_000_000L);
    handle(2, "ana", 1);

    assertThat(counted(3).outOfOrderUsers()).isZero();
    assertThat(counts.usersPerPartition()).containsExactly(1, 0);
  }

  @Test
  void losesNothingOfAnAbortedTransaction() {
    counts.passed(List.of(new Range(0, 0, 10)));
    counts.seen(Map.of(0, 0L));

    assertThat(counted(10).neverHandled()).isZero();
  }

  @Test
  void losesWhatWasDeletedBeforeItWasRead() {
    counts.passed(List.of(new Range(0, 0, 10)));
    counts.seen(Map.of(0, 10L));

    assertThat(counted(10).neverHandled()).isEqualTo(10);
  }

  @Test
  void losesNothingThatOthersCommit() {
    handle(0, "ana", 0);
    foreigners.seen(view(LAB + "-1", 1));
    foreigners.seen(view("console-consumer", 1));
    foreigners.seen(view("console-consumer", 4));
    // It commits as it leaves.
    foreigners.seen(view(LAB + "-1", 6));
    foreigners.seen(view(LAB + "-1", 9));

    RecordCounts counted = counted(9);
    assertThat(counted.foreign()).isEqualTo(5);
    assertThat(counted.neverHandled()).isEqualTo(3);
    assertThat(events.newestFirst())
        .extracting(LabEvent::text)
        .singleElement()
        .asString()
        .startsWith("console-consumer is in the group");
    handle(2, "ana", 0);
    assertThat(counted(9).foreign()).isEqualTo(4);
  }

  @Test
  void saysThatItDoesNotCountAll() {
    assertThat(counted(PartitionCounts.OFFSETS_MAX).capped()).isFalse();
    assertThat(counted(PartitionCounts.OFFSETS_MAX + 1).capped()).isTrue();
    for (int user = 0; user <= UserCounts.USERS_MAX; user++) {
      assertThat(counted(0).capped()).isFalse();
      counts.sent("user" + user, 0, user);
    }
    assertThat(counted(0).capped()).isTrue();
  }

  private static View view(String owner, long committed) {
    return new View(
        Instant.EPOCH, Map.of(owner, List.of(0)), Map.of(0, committed), Map.of(), Map.of());
  }

  private void handle(long offset, String user, long number) {
    byte[] value = LabRecord.value(user, number);
    counts.handled(new ConsumerRecord<>(LAB, 0, offset, user.getBytes(UTF_8), value));
  }

  private RecordCounts counted(long committed) {
    return counts.counts(Map.of(0, committed), List.of(), 0);
  }
}
