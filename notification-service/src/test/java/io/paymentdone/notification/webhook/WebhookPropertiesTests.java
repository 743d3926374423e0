package io.paymentdone.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class WebhookPropertiesTests {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(WithWebhookProperties.class);

  @Test
  void hasNoKeyAndNoExceptionByDefault() {
    runner.run(context -> {
      WebhookProperties properties = context.getBean(WebhookProperties.class);
      assertThat(properties.secretKey()).isNull();
      assertThat(properties.allowedHosts()).isEmpty();
      assertThat(properties.disableAfter()).hasDays(5);
      assertThat(properties.endpointsMax()).isEqualTo(100);
      assertThat(properties.endpointsMaxPerClient()).isEqualTo(20);
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "disable-after=0s",
        "disable-after=-1d",
        "endpoints-max=0",
        "endpoints-max-per-client=0",
        "secret-key=short"
      })
  void refusesTheStart(String property) {
    runner
        .withPropertyValues("notification.webhooks." + property)
        .run(context -> assertThat(context).hasFailed());
  }

  /** What is almost a key is almost as secret. */
  @Test
  void saysWhatAKeyMustBeWithoutShowingTheOneThatIsWrong(CapturedOutput output) {
    SpringApplication application = new SpringApplication(WithWebhookProperties.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    String mistyped = "a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS0";

    try {
      application.run("--notification.webhooks.secret-key=" + mistyped).close();
    } catch (RuntimeException expected) {
      assertThat(output)
          .contains("APPLICATION FAILED TO START")
          .contains("notification.webhooks.secret-key must be 32 bytes in base64")
          .contains("openssl rand -base64 32")
          .doesNotContain(mistyped);
      return;
    }
    throw new AssertionError("the service starts with a key of another form");
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(WebhookProperties.class)
  static class WithWebhookProperties {}
}
