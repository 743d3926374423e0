package io.paymentdone.console;

import io.paymentdone.web.overload.OutOfMemory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Starts the console on its own; the local stack runs it inside its launcher. */
@SpringBootApplication
public class ConsoleApplication {

  /** Starts it. */
  public static void main(String[] args) {
    OutOfMemory.endsTheProcess();
    application().run(args);
  }

  /**
   * The application before it runs. It reads {@code console.yaml}: beside another application in
   * one process, two {@code application.yaml} would shadow each other.
   */
  public static SpringApplication application() {
    return new SpringApplicationBuilder(ConsoleApplication.class)
        .properties("spring.config.name=console")
        .build();
  }
}
