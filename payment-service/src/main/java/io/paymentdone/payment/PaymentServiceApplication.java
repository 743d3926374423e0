package io.paymentdone.payment;

import io.paymentdone.payment.database.MigrateApplication;
import io.paymentdone.payment.relay.RepublishApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the payment service. */
@SpringBootApplication
public class PaymentServiceApplication {

  /** Starts it, or does once what the arguments ask for and ends. */
  public static void main(String[] args) {
    if (MigrateApplication.isRequested(args)) {
      MigrateApplication.run(args);
    } else if (RepublishApplication.isRequested(args)) {
      RepublishApplication.run(args);
    } else {
      SpringApplication.run(PaymentServiceApplication.class, args);
    }
  }
}
