package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabGroup.View;
import io.paymentdone.console.lab.LabState.RecordCounts;
import io.paymentdone.console.lab.MemberProgress.Range;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Notifies of each payment, with or without a look at what it has notified of before. */
final class MuseumReader implements MuseumWork {

  private final LabCounts counts;
  private final LabForeigners foreigners;
  private final boolean deduplicates;
  private final MuseumNotices notices = new MuseumNotices();

  /**
   * A reader that has notified of nothing.
   *
   * @param foreigners clients in its group that are none of the museum's
   * @param deduplicates whether it recognises a payment by its id
   */
  MuseumReader(LabCounts counts, LabForeigners foreigners, boolean deduplicates) {
    this.counts = counts;
    this.foreigners = foreigners;
    this.deduplicates = deduplicates;
  }

  @Override
  public void polled(ConsumerRecords<byte[], byte[]> records) {
    counts.polled(records);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (MuseumPayment.of(record) == null) {
        // There is nothing to do for it, so it cannot be lost.
        counts.handled(record);
      }
    }
  }

  @Override
  public void passed(List<Range> ranges) {
    counts.passed(ranges);
  }

  @Override
  public void handled(ConsumerRecord<byte[], byte[]> consumed) {
    MuseumPayment payment = MuseumPayment.of(consumed);
    if (payment == null) {
      return;
    }
    counts.handled(consumed);
    if (!deduplicates || !notices.has(payment)) {
      notices.notice(payment);
    }
  }

  @Override
  public void seen(View view) {
    counts.seen(view.starts());
    foreigners.seen(view);
  }

  MuseumNotices notices() {
    return notices;
  }

  @Override
  public boolean isFull() {
    return notices.isFull();
  }

  /**
   * Counts by partition and offset: payments below a committed offset that no consumer has handled
   * are lost.
   */
  RecordCounts records(Map<Integer, Long> committed, List<Range> inHand) {
    return counts.counts(committed, inHand, 0);
  }
}
