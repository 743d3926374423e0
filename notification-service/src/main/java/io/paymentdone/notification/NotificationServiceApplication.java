package io.paymentdone.notification;

import io.paymentdone.notification.database.MigrateApplication;
import io.paymentdone.web.overload.OutOfMemory;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import java.time.Clock;
import java.util.TimeZone;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts one member of the notification service's consumer group. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "payment-done: notifications",
            version = "1",
            description =
                "Users' feeds of payments, live and by the page, and their delivery to webhook"
                    + " endpoints and by e-mail. The contract changes by addition only; errors are"
                    + " problem documents (RFC 9457) with a stable code."))
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class NotificationServiceApplication {

  /**
   * Starts the service, or migrates the schema and exits if the arguments request that.
   *
   * <p>pgjdbc sends the default time zone of the JVM as the zone of the session, and has no setting
   * for another one. A server without the legacy zone names, such as Debian's, refuses a connection
   * with one of them ({@code Asia/Calcutta}). The zone of the JVM is therefore UTC.
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
