package io.paymentdone.console.lookup;

import io.paymentdone.console.group.Groups;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The number of partitions of {@code payment-done}; Kafka is asked once in a while, not by each
 * page.
 */
@Component
class PartitionCount {

  private static final Duration AGE_MAX = Duration.ofSeconds(10);

  private final IntSupplier kafka;
  private final LongSupplier nanos;
  private volatile @Nullable Answer last;

  @Autowired
  PartitionCount(Groups groups) {
    this(groups::partitionCount, System::nanoTime);
  }

  PartitionCount(IntSupplier kafka, LongSupplier nanos) {
    this.kafka = kafka;
    this.nanos = nanos;
  }

  private record Answer(int partitions, long nanos) {}

  /** The count, at most 10 s old; throws a 503 problem if Kafka does not answer. */
  int get() {
    Answer known = last;
    if (known != null && nanos.getAsLong() - known.nanos() <= AGE_MAX.toNanos()) {
      return known.partitions();
    }
    long asked = nanos.getAsLong();
    int partitions = kafka.getAsInt();
    last = new Answer(partitions, asked);
    return partitions;
  }
}
