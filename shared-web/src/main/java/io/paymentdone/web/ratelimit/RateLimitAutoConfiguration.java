package io.paymentdone.web.ratelimit;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.paymentdone.web.problem.ProblemAutoConfiguration;
import io.paymentdone.web.problem.ProblemWriter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/** Configuration for how many requests a caller may send. */
@AutoConfiguration(after = ProblemAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(RateLimitProperties.class)
public class RateLimitAutoConfiguration {

  @Bean
  @Profile("!local")
  RateLimits rateLimits(RateLimitProperties properties) {
    return new RateLimits(properties, TimeMeter.SYSTEM_NANOTIME);
  }

  /** Nobody logs in there, so there are no callers to keep apart. */
  @Bean
  @Profile("local")
  RateLimits noRateLimits() {
    return new RateLimits(RateLimitProperties.NONE, TimeMeter.SYSTEM_NANOTIME);
  }

  /** Where the caller is known, and nothing has been done for it. */
  @Bean
  @Profile("!local")
  Customizer<HttpSecurity> rateLimitFilter(RateLimits limits, ProblemWriter problems) {
    return http ->
        http.addFilterBefore(new RateLimitFilter(limits, problems), AuthorizationFilter.class);
  }

  @Bean
  MeterBinder rateLimitMetrics(RateLimits limits) {
    return registry -> {
      FunctionCounter.builder("http.rate.limited", limits, RateLimits::refusedOfClients)
          .tag("kind", "client")
          .register(registry);
      FunctionCounter.builder("http.rate.limited", limits, RateLimits::refusedOfUsers)
          .tag("kind", "user")
          .register(registry);
    };
  }
}
