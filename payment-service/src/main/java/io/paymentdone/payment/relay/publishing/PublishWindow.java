package io.paymentdone.payment.relay.publishing;

import io.micrometer.core.instrument.Timer;
import io.paymentdone.payment.event.PaymentMessage;
import io.paymentdone.payment.relay.replication.RelayProperties;
import io.paymentdone.payment.relay.replication.ReplicationStream;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Events sent and not yet acknowledged, in the order they were sent, and the position up to which
 * all are acknowledged.
 *
 * <p>Used by one thread, except for acknowledgements, which arrive on the producer's thread.
 */
public final class PublishWindow {

  /** Headers, length fields and the like; an estimate. */
  private static final int RECORD_OVERHEAD = 256;

  private final EventProducer producer;
  private final Timer published;
  private final int eventsMax;
  private final long bytesMax;
  private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
  private long inFlightBytes;
  private long lastProgressNanos = System.nanoTime();
  private volatile long waitingSinceNanos;
  private volatile long acknowledgedLsn;
  private volatile long acknowledgedSeq;
  private volatile long oldestCommitMicros;
  private volatile long acknowledgedNanos;
  private volatile @Nullable Exception failure;

  public PublishWindow(EventProducer producer, RelayProperties properties, Timer published) {
    this.producer = producer;
    this.published = published;
    this.eventsMax = properties.inFlightEventsMax();
    this.bytesMax = properties.inFlightSizeMax().toBytes();
  }

  /** Whether nothing may be sent until something is acknowledged. */
  public boolean isFull() {
    return inFlight.size() >= eventsMax || inFlightBytes >= bytesMax;
  }

  public boolean isEmpty() {
    return inFlight.isEmpty();
  }

  /**
   * Sends one event.
   *
   * @param commitMicros when it was committed, microseconds since 2000-01-01
   * @throws KafkaException when the event was not sent; no later event may be sent then
   */
  public void publish(PaymentMessage message, long commitMicros) {
    int bytes = message.value().length + RECORD_OVERHEAD;
    InFlight event = new InFlight(message.seq(), bytes, commitMicros);
    if (inFlight.isEmpty()) {
      lastProgressNanos = event.sentNanos;
      waitingSinceNanos = event.sentNanos;
      oldestCommitMicros = commitMicros;
    }
    ProducerRecord<byte[], byte[]> record = PaymentRecords.record(message);
    producer.send(record, event);
    inFlight.add(event);
    inFlightBytes += bytes;
    // The producer reports a record that it refuses through the callback, too. A later record sent
    // after it would overtake it.
    requireNoFailure();
  }

  /**
   * Notes that every event before this position has been sent. The position is acknowledged once
   * all events now in flight are.
   */
  void reached(long lsn) {
    InFlight last = inFlight.peekLast();
    if (last == null) {
      acknowledgedLsn = ReplicationStream.later(acknowledgedLsn, lsn);
    } else {
      last.reachedLsn = ReplicationStream.later(last.reachedLsn, lsn);
    }
  }

  /**
   * Takes in the acknowledgements that have arrived.
   *
   * @throws KafkaException when an event was refused
   */
  public void advance() {
    requireNoFailure();
    InFlight first = inFlight.peekFirst();
    if (first == null || !first.acknowledged) {
      return;
    }
    while (first != null && first.acknowledged) {
      inFlight.removeFirst();
      inFlightBytes -= first.bytes;
      acknowledgedLsn = ReplicationStream.later(acknowledgedLsn, first.reachedLsn);
      acknowledgedSeq = Math.max(acknowledgedSeq, first.seq);
      first = inFlight.peekFirst();
    }
    oldestCommitMicros = first == null ? 0 : first.commitMicros;
    lastProgressNanos = System.nanoTime();
    waitingSinceNanos = first == null ? 0 : lastProgressNanos;
    acknowledgedNanos = lastProgressNanos;
  }

  private void requireNoFailure() {
    Exception failed = failure;
    if (failed != null) {
      throw new KafkaException("an event was not acknowledged", failed);
    }
  }

  /** How long events have been in flight with none acknowledged; 0 when none is in flight. */
  public long stalledNanos() {
    return inFlight.isEmpty() ? 0 : System.nanoTime() - lastProgressNanos;
  }

  /** Everything before it is acknowledged; 0 while nothing is known. */
  public long acknowledgedLsn() {
    return acknowledgedLsn;
  }

  /**
   * The highest seq among the acknowledged events; events with a lower seq may still be in flight.
   */
  public long acknowledgedSeq() {
    return acknowledgedSeq;
  }

  /** When Kafka last acknowledged something, as {@link System#nanoTime}; 0 before that. */
  long acknowledgedNanos() {
    return acknowledgedNanos;
  }

  /** Since when Kafka has acknowledged nothing though events are in flight; 0 without any. */
  long waitingSinceNanos() {
    return waitingSinceNanos;
  }

  /** Commit time of the oldest event in flight, microseconds since 2000-01-01; 0 without one. */
  long oldestCommitMicros() {
    return oldestCommitMicros;
  }

  /** One event in flight, and its own callback: no further object per event. */
  private final class InFlight implements Callback {

    private final long seq;
    private final int bytes;
    private final long commitMicros;
    private final long sentNanos = System.nanoTime();
    private long reachedLsn;
    private volatile boolean acknowledged;

    private InFlight(long seq, int bytes, long commitMicros) {
      this.seq = seq;
      this.bytes = bytes;
      this.commitMicros = commitMicros;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
      if (exception == null) {
        acknowledged = true;
        published.record(System.nanoTime() - sentNanos, TimeUnit.NANOSECONDS);
      } else if (failure == null) {
        failure = exception;
      }
    }
  }
}
