package io.paymentdone.web.request;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * Settings that every service here starts from; anything a service or an operator sets wins over
 * them.
 */
final class WebDefaults implements EnvironmentPostProcessor {

  private static final String DIRECTORY = "io/paymentdone/web/";

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    if (environment.matchesProfiles("local")) {
      add(environment, "defaults-local.properties");
    }
    add(environment, "defaults.properties");
  }

  private static void add(ConfigurableEnvironment environment, String file) {
    try {
      environment
          .getPropertySources()
          .addLast(
              new ResourcePropertySource(
                  "shared-web " + file, new ClassPathResource(DIRECTORY + file)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
