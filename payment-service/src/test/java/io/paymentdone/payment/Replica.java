package io.paymentdone.payment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A payment service of its own beside the one of the test's context. */
public final class Replica implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private Replica(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts one on a free port.
   *
   * @param properties further ones, as {@code name=value}
   */
  public static Replica start(
      String jdbcUrl, String user, String password, String brokers, String... properties) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server.port=0");
    arguments.add("--spring.datasource.url=" + jdbcUrl);
    arguments.add("--spring.datasource.username=" + user);
    arguments.add("--spring.datasource.password=" + password);
    arguments.add("--spring.kafka.bootstrap-servers=" + brokers);
    Arrays.stream(properties).forEach(property -> arguments.add("--" + property));
    return new Replica(
        new SpringApplicationBuilder(PaymentServiceApplication.class)
            .profiles("local")
            .properties(Map.of("spring.main.banner-mode", "off"))
            .run(arguments.toArray(String[]::new)));
  }

  /** A client of it. */
  public PaymentClient client() {
    return new PaymentClient(
        context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
  }

  /** Stops it as SIGTERM does. */
  @Override
  public void close() {
    context.close();
  }
}
