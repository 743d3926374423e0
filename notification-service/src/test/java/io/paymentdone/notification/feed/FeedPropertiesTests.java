package io.paymentdone.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.Topics;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class FeedPropertiesTests {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(WithFeedProperties.class);

  @ParameterizedTest
  @ValueSource(strings = {"0s", "-1d", "1d", "7d"})
  void refusesARetentionShorterThanThatOfTheTopic(String retention) {
    runner
        .withPropertyValues("notification.feed.retention=" + retention)
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("'retention'")
                .hasMessageContaining("must be longer than the retention of payment-done"));
  }

  @Test
  void acceptsARetentionLongerThanThatOfTheTopic() {
    Duration retention = Topics.PAYMENT_DONE_RETENTION.plusSeconds(1);

    runner
        .withPropertyValues("notification.feed.retention=" + retention)
        .run(context ->
            assertThat(context.getBean(FeedProperties.class).retention()).isEqualTo(retention));
  }

  /** The least retention is written out in an annotation. */
  @Test
  void refusesTheRetentionOfTheTopic() {
    runner
        .withPropertyValues("notification.feed.retention=" + Topics.PAYMENT_DONE_RETENTION)
        .run(context -> assertThat(context).hasFailed());
  }

  @Test
  void isLongEnoughByDefault() {
    runner.run(context -> assertThat(context).hasNotFailed());
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(FeedProperties.class)
  static class WithFeedProperties {}
}
