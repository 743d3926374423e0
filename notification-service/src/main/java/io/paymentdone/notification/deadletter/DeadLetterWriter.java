package io.paymentdone.notification.deadletter;

import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps the consumer's rejected records as dead letters, in the table and on the topic. */
@Component
public class DeadLetterWriter {

  /** Rejected records of one batch for which its partitions wait; more go to the backlog. */
  static final int AT_ONCE_MAX = 100;

  private final DeadLetterTable table;
  private final DeadLetterPublisher publisher;
  private final DeadLetterBacklog backlog;

  DeadLetterWriter(
      DeadLetterTable table, DeadLetterPublisher publisher, DeadLetterBacklog backlog) {
    this.table = table;
    this.publisher = publisher;
    this.backlog = backlog;
  }

  /**
   * Keeps the records of a batch. When this method returns, they are in the database, and their
   * offsets may be committed.
   *
   * @throws RuntimeException if the database or the dead-letter topic is unavailable; some of the
   *     records may be kept, and the same call may be repeated
   */
  public void write(List<RejectedRecord> rejected) {
    if (rejected.isEmpty() || (rejected.size() > AT_ONCE_MAX && backlog.add(rejected))) {
      return;
    }
    table.add(rejected);
    publisher.publish(rejected);
  }
}
