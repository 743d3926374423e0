package io.paymentdone.payment.writer;

import io.paymentdone.web.overload.RepeatedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Stores payments in batches: a writer takes everything that waits, up to a limit, writes it with
 * one commit, or with several if it is large, and takes what has come meanwhile. An idle service
 * writes a single payment at once.
 */
public final class PaymentWriter implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(PaymentWriter.class);

  /** How soon an idle writer notices that it is stopped. */
  private static final Duration IDLE_WAIT = Duration.ofMillis(100);

  /** After a batch that failed as none should. */
  private static final Duration FAILURE_PAUSE = Duration.ofMillis(10);

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final List<AdmissionControl> admissionControls;
  private final BatchWriter batchWriter;
  private final WriterMetrics metrics;
  private final WriterProperties properties;
  private final BlockingQueue<PendingPayment> queue;
  private final Deadlines deadlines = new Deadlines();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running;

  PaymentWriter(
      List<AdmissionControl> admissionControls,
      BatchWriter batchWriter,
      WriterMetrics metrics,
      WriterProperties properties) {
    this.admissionControls = List.copyOf(admissionControls);
    this.batchWriter = batchWriter;
    this.metrics = metrics;
    this.properties = properties;
    this.queue = new ArrayBlockingQueue<>(properties.queueCapacity());
    metrics.queue(queue);
  }

  /**
   * Stores a payment and its event, or finds the one stored under its key. Blocks for at most the
   * configured deadline.
   */
  public Outcome write(PaymentOrder order) {
    for (AdmissionControl control : admissionControls) {
      Refusal refusal = control.refusal();
      if (refusal != null) {
        return new Outcome.NotAdmitted(refusal);
      }
    }
    long startNanos = System.nanoTime();
    Outcome outcome = enqueue(new PendingPayment(order, properties.deadline()));
    metrics.accepted(outcome, System.nanoTime() - startNanos);
    return outcome;
  }

  private Outcome enqueue(PendingPayment payment) {
    if (!running) {
      return Outcome.Failure.UNAVAILABLE;
    }
    if (!queue.offer(payment)) {
      return Outcome.Failure.OVERLOADED;
    }
    deadlines.watch(payment);
    try {
      Outcome outcome = payment.await();
      if (payment.isGivenUp()) {
        // A payment that nobody waits for must not keep a place in the queue.
        queue.remove(payment);
      }
      return outcome;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return payment.giveUp();
    }
  }

  private void writeBatches() {
    List<PendingPayment> taken = new ArrayList<>(properties.batchSizeMax());
    RepeatedTask turn = new RepeatedTask("payment writer", () -> writeBatch(taken));
    while (running || !queue.isEmpty()) {
      try {
        if (!turn.attempt()) {
          Thread.sleep(FAILURE_PAUSE);
        }
      } catch (InterruptedException e) {
        log.warn("writer is interrupted; it goes on until it is stopped");
      }
    }
  }

  private void writeBatch(List<PendingPayment> taken) throws InterruptedException {
    take(taken);
    try {
      for (List<PendingPayment> batch : Batches.of(taken, properties.batchBytesMax().toBytes())) {
        metrics.batch(batch.size());
        batchWriter.write(batch);
      }
    } finally {
      taken.clear();
    }
  }

  private void take(List<PendingPayment> taken) throws InterruptedException {
    PendingPayment first = queue.poll(IDLE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      taken.add(first);
      queue.drainTo(taken, properties.batchSizeMax() - 1);
    }
  }

  @Override
  public void start() {
    running = true;
    deadlines.start();
    for (int i = 1; i <= properties.threads(); i++) {
      threads.add(Thread.ofPlatform().name("payment-writer-" + i).start(this::writeBatches));
    }
  }

  /** Runs after the web server's graceful stop: every request that it let in is written. */
  @Override
  public void stop() {
    running = false;
    try {
      for (Thread thread : threads) {
        thread.join(STOP_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.clear();
    deadlines.stop();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Starts before the web server and stops after it. */
  @Override
  public int getPhase() {
    return 0;
  }
}
