package io.paymentdone.benchmarks.plain;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A payment service with a dual write: it saves, then sends. It loses the event when it dies in
 * between, and that is what its speed is to be held against.
 */
@SpringBootApplication
public class PlainApplication {

  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(PlainApplication.class, args);
  }
}
