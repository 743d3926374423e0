package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class DeliveryPropertiesTests {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(WithDeliveryProperties.class);

  @Test
  void triesForMoreThanADayByDefault() {
    runner.run(context -> {
      DeliveryProperties properties = context.getBean(DeliveryProperties.class);
      assertThat(properties.schedule().stream().reduce(Duration.ZERO, Duration::plus))
          .isGreaterThan(Duration.ofDays(1))
          .isLessThan(properties.retention());
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule=",
        "schedule=5s,0s",
        "in-flight=0",
        "in-flight-per-target=0",
        "poll-interval=0s",
        "lease=0s",
        "retention=0d",
        "retention=-1d"
      })
  void refusesWhatCannotWork(String property) {
    runner
        .withPropertyValues("notification.deliveries." + property)
        .run(context -> assertThat(context).hasFailed());
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(DeliveryProperties.class)
  static class WithDeliveryProperties {}
}
