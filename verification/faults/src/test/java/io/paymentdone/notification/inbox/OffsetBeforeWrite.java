package io.paymentdone.notification.inbox;

import io.paymentdone.notification.NotificationServiceApplication;
import io.paymentdone.notification.deadletter.DeadLetterWriter;
import io.paymentdone.notification.feed.FeedProperties;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * A notification service that lets the offset be committed and writes the batch a second later:
 * wrong on purpose.
 */
public class OffsetBeforeWrite {

  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  /** Starts it. */
  public static void main(String[] args) {
    new SpringApplication(NotificationServiceApplication.class, OffsetBeforeWrite.class).run(args);
  }

  @Bean
  @Primary
  Inbox inboxBehindOffset(
      EventReader reader,
      InboxTable table,
      DeadLetterWriter deadLetters,
      InboxMetrics metrics,
      FeedProperties feed,
      Clock clock) {
    return new Inbox(reader, table, deadLetters, metrics, feed, clock) {
      @Override
      void receive(List<ConsumerRecord<byte[], byte[]>> batch) {
        LATER.execute(() -> super.receive(batch));
      }
    };
  }
}
