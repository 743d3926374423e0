package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.lab.LabState.ProducerState;
import io.paymentdone.console.lab.ProducerPlan.Mode;
import io.paymentdone.console.workers.PrintableText;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Sends records to the lab's own topic, on a thread of its own. */
final class LabProducer {

  private static final Duration TICK = Duration.ofMillis(20);

  /** What is late because Kafka or the machine did not keep up is not made up for. */
  private static final double LATE_SECONDS_MAX = 0.2;

  private final String topic;
  private final int partitions;
  private final Producer<byte[], byte[]> producer;
  private final LabCounts counts;
  private final LabEvents events;
  private final Thread thread;
  private volatile ProducerPlan.Settings settings = ProducerPlan.Settings.INITIAL;
  private volatile boolean closed;
  private volatile @Nullable String failed;
  private long number;

  /** A producer that sends nothing yet. */
  LabProducer(
      String topic,
      int partitions,
      Producer<byte[], byte[]> producer,
      LabCounts counts,
      LabEvents events) {
    this.topic = topic;
    this.partitions = partitions;
    this.producer = producer;
    this.counts = counts;
    this.events = events;
    this.thread = Thread.ofPlatform().daemon().name(topic + "-producer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Changes what it sends. With another mode users are counted anew. Throws a 409 problem if it
   * sends no more.
   */
  synchronized void change(ProducerPlan plan) {
    if (failed != null) {
      throw ProblemException.of(
          ProblemCode.CANNOT_START, "The producer has failed: " + failed + ". Start another lab.");
    }
    ProducerPlan.Settings before = settings;
    ProducerPlan.Settings after = plan.checked(before, partitions);
    if (before.mode() != after.mode()) {
      counts.restartUsers(number);
    }
    settings = after;
  }

  ProducerState state() {
    ProducerPlan.Settings now = settings;
    return new ProducerState(
        now.mode(),
        now.partition(),
        failed == null ? now.ratePerSecond() : 0,
        now.users(),
        counts.sent(),
        failed);
  }

  private void run() {
    try {
      send();
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // An OutOfMemoryError too: the producer ends, and the console goes on.
      failed = PrintableText.of(e.toString());
      events.add("The producer has failed and sends no more: " + failed);
    }
  }

  private void send() throws InterruptedException {
    double due = 0;
    long before = System.nanoTime();
    while (!closed) {
      TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
      long now = System.nanoTime();
      int rate = settings.ratePerSecond();
      due = Math.min(due + rate * ((now - before) / 1e9), Math.max(1, rate * LATE_SECONDS_MAX));
      before = now;
      for (; due >= 1 && !closed; due--) {
        sendOne();
      }
    }
  }

  /** The mode is not changed between the number of a record and its place. */
  private synchronized void sendOne() {
    ProducerPlan.Settings now = settings;
    long own = number++;
    counts.sending(own);
    String user = "user" + (1 + ThreadLocalRandom.current().nextInt(now.users()));
    byte[] key = now.mode() == Mode.USER_KEY ? user.getBytes(UTF_8) : null;
    var record = new ProducerRecord<>(topic, partition(now, own), key, LabRecord.value(user, own));
    try {
      var _ =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  counts.sent(user, metadata.partition(), own);
                } else {
                  failed(failure);
                }
              });
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private @Nullable Integer partition(ProducerPlan.Settings now, long own) {
    return switch (now.mode()) {
      case USER_KEY, NO_KEY -> null;
      case ROUND_ROBIN -> (int) (own % partitions);
      case PARTITION -> now.partition();
    };
  }

  private void failed(Exception e) {
    if (!closed) {
      events.addOnce("A record could not be sent: " + e.getClass().getSimpleName());
    }
  }

  /** Sends no more; what is under way is given up after a time. */
  void close(Duration most) {
    closed = true;
    thread.interrupt();
    producer.close(most);
  }
}
