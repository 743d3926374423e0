package io.paymentdone.console.lab;

import io.paymentdone.console.lab.MemberProgress.Range;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** What the consumers of a group do with their records; called on the thread of each. */
interface MemberWork {

  /** A consumer was given these, and has committed none of them yet. */
  void polled(ConsumerRecords<byte[], byte[]> records);

  /** A consumer has passed these offsets without a record of them. */
  void passed(List<Range> ranges);

  /** A consumer handles one of the records that it was given. */
  void handled(ConsumerRecord<byte[], byte[]> consumed);

  /**
   * What Kafka's client tells of a consumer's partitions.
   *
   * @param own the consumer itself, which must be told
   */
  default ConsumerRebalanceListener listener(ConsumerRebalanceListener own) {
    return own;
  }
}
