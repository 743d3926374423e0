package io.paymentdone.notification.group;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.Events;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.kafka.core.KafkaTemplate;

/** Events at a steady rate until it is stopped. */
final class SteadyLoad implements AutoCloseable {

  private final List<PaymentDone> sent = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

  SteadyLoad(KafkaTemplate<byte[], byte[]> kafka) {
    var _ =
        executor.scheduleAtFixedRate(
            () -> {
              PaymentDone event = Events.event("user" + sent.size() % 50, sent.size() + 1);
              Events.send(kafka, List.of(Events.record(event)));
              sent.add(event);
            },
            0,
            10,
            TimeUnit.MILLISECONDS);
  }

  void stop() {
    executor.close();
  }

  /** All that were acknowledged. */
  List<PaymentDone> sent() {
    return List.copyOf(sent);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    stop();
  }
}
