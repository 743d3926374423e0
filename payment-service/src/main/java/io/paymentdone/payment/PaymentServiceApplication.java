package io.paymentdone.payment;

import io.paymentdone.payment.relay.RepublishApplication;
import io.paymentdone.web.OutOfMemory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the payment service. */
@SpringBootApplication
public class PaymentServiceApplication {

  /** Starts it, or republishes payments and ends when the arguments ask for that. */
  public static void main(String[] args) {
    OutOfMemory.endsTheProcess();
    if (RepublishApplication.isRequested(args)) {
      RepublishApplication.run(args);
    } else {
      SpringApplication.run(PaymentServiceApplication.class, args);
    }
  }
}
