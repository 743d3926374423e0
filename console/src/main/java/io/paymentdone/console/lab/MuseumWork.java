package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabGroup.View;
import io.paymentdone.console.lab.MemberProgress.Range;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** What the consumers of a group of the museum do with their records. */
interface MuseumWork extends MemberWork {

  @Override
  default void polled(ConsumerRecords<byte[], byte[]> records) {}

  @Override
  default void passed(List<Range> ranges) {}

  /** The group and its topic are like this now. */
  default void seen(View view) {}

  /** New consumers start in place of killed ones, and know only what outlasts a process. */
  default void restarted() {}

  /** Whether a new payment is not counted. */
  boolean isFull();
}
