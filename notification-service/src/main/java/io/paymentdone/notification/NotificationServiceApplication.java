package io.paymentdone.notification;

import io.paymentdone.notification.database.MigrateApplication;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts one member of the notification service's consumer group. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class NotificationServiceApplication {

  /** Starts it, or migrates the schema and ends when the arguments ask for that. */
  public static void main(String[] args) {
    if (MigrateApplication.isRequested(args)) {
      MigrateApplication.run(args);
    } else {
      SpringApplication.run(NotificationServiceApplication.class, args);
    }
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
