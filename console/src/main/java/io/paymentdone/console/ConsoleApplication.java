package io.paymentdone.console;

import io.paymentdone.web.overload.OutOfMemory;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Starts the console on its own; the local stack runs it inside its launcher. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "payment-done: console",
            version = "1",
            description = "What the page of the console reads and does."))
@SpringBootApplication
public class ConsoleApplication {

  /** Starts the console. */
  public static void main(String[] args) {
    OutOfMemory.endsTheProcess();
    application().run(args);
  }

  /**
   * The application before it runs. Its configuration file is {@code console.yaml}, so that an
   * application that embeds the console, such as the launcher of the local stack, can have an
   * {@code application.yaml} of its own.
   */
  public static SpringApplication application() {
    return new SpringApplicationBuilder(ConsoleApplication.class)
        .properties("spring.config.name=console")
        .build();
  }
}
