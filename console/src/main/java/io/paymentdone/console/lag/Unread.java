package io.paymentdone.console.lag;

import org.apache.kafka.common.TopicPartition;

/**
 * The offsets of a partition that a group has still to read.
 *
 * @param from committed offset, or the oldest one that still exists if that is greater; there need
 *     not be a record at it
 * @param end end offset of the partition; less than {@code from} if the committed offset is beyond
 *     the end
 */
public record Unread(TopicPartition partition, long from, long end) {

  long records() {
    return end - from;
  }
}
