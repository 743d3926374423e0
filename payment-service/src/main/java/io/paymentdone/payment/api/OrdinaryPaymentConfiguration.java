package io.paymentdone.payment.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.web.problem.ProblemWriter;
import io.paymentdone.web.request.RequestBodyFilter;
import io.paymentdone.web.request.RequestCheck;
import io.paymentdone.web.request.StrictJson;
import io.paymentdone.web.security.CallerCheck;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Configuration for the short way of ordinary payments. */
@Configuration(proxyBeanMethods = false)
class OrdinaryPaymentConfiguration {

  @Bean
  FilterRegistrationBean<OrdinaryPaymentFilter> ordinaryPaymentFilter(
      List<RequestCheck> requestChecks,
      CallerCheck callerCheck,
      RequestBodyFilter bodies,
      StrictJson json,
      PaymentIntake intake,
      ProblemWriter problems,
      MeterRegistry registry) {
    FilterRegistrationBean<OrdinaryPaymentFilter> registration =
        new FilterRegistrationBean<>(
            new OrdinaryPaymentFilter(
                requestChecks,
                callerCheck,
                bodies,
                json,
                intake,
                problems,
                new OrdinaryPaymentMetrics(registry)));
    registration.addUrlPatterns(OrdinaryPaymentFilter.PATH);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }
}
