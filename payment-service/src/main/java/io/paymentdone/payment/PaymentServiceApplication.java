package io.paymentdone.payment;

import io.paymentdone.payment.database.MigrateApplication;
import io.paymentdone.payment.relay.RepublishApplication;
import io.paymentdone.web.overload.OutOfMemory;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import java.util.TimeZone;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the payment service. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "payment-done: payments",
            version = "1",
            description =
                "Takes payments, once each, and lists them. A payment that is answered 201 is"
                    + " stored, and its event is published. The contract changes by addition only;"
                    + " errors are problem documents (RFC 9457) with a stable code."))
@SpringBootApplication
public class PaymentServiceApplication {

  /**
   * Starts it, or does once what the arguments ask for and ends.
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
    } else if (RepublishApplication.isRequested(args)) {
      RepublishApplication.run(args);
    } else {
      SpringApplication.run(PaymentServiceApplication.class, args);
    }
  }
}
