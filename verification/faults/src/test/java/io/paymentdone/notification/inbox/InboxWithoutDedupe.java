package io.paymentdone.notification.inbox;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.NotificationServiceApplication;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.notification.deadletter.RejectedRecord;
import io.paymentdone.notification.delivery.Channels;
import io.paymentdone.notification.delivery.DeliveryWorkers;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A notification service that stores every record it receives: wrong on purpose. */
public class InboxWithoutDedupe {

  /** Starts it. The table's primary key must have been dropped. */
  public static void main(String[] args) {
    new SpringApplication(NotificationServiceApplication.class, InboxWithoutDedupe.class).run(args);
  }

  @Bean
  @Primary
  InboxTable tableWithoutDedupe(
      ConsumerDatabase database,
      DeliveryWorkers workers,
      Channels channels,
      NotificationProperties properties,
      JsonMapper json,
      Clock clock) {
    return new InboxTable(database, workers, channels, properties, json, clock) {
      @Override
      List<RejectedRecord> store(List<ReceivedEvent> events) {
        events.forEach(received -> insert(database.jdbc(), received));
        return List.of();
      }
    };
  }

  private static void insert(JdbcTemplate jdbc, ReceivedEvent received) {
    PaymentDone event = received.event();
    jdbc.update(
        """
        insert into notification (payment_id, user_id, amount, currency, description, occurred_at,
                                  partition, "offset", received_at, consumer)
        values (?, ?, ?, ?, ?, ?, ?, ?, now(), 'wrong')
        """,
        event.paymentId(),
        event.userId(),
        event.amount(),
        event.currency(),
        event.description(),
        Timestamp.from(event.occurredAt()),
        received.source().partition(),
        received.source().offset());
  }
}
