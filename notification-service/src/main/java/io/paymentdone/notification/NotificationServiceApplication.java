package io.paymentdone.notification;

import io.paymentdone.notification.database.MigrateApplication;
import io.paymentdone.web.overload.OutOfMemory;
import java.time.Clock;
import java.util.TimeZone;
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

  /**
   * Starts it, or migrates the schema and ends when the arguments ask for that.
   *
   * <p>pgjdbc makes the JVM's default zone the session's and has no setting for another; a server
   * whose zones lack the legacy names, as Debian's, refuses a connection with one of those ({@code
   * Asia/Calcutta}). So the JVM's zone is UTC, whatever the machine's is, before anything connects.
   */
  public static void main(String[] args) {
    OutOfMemory.endsTheProcess();
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
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
