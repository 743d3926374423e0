package io.paymentdone.payment.api;

import static io.paymentdone.web.security.AccessRule.on;
import static io.paymentdone.web.security.Scope.PAYMENTS_READ;
import static io.paymentdone.web.security.Scope.PAYMENTS_WRITE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import io.paymentdone.web.security.AccessRules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configuration for who may do what here; users what is theirs only. */
@Configuration(proxyBeanMethods = false)
class PaymentAccessConfiguration {

  @Bean
  AccessRules accessRules() {
    return AccessRules.table(
        on(POST, "/payments").clients(PAYMENTS_WRITE).users(),
        on(GET, "/payments").clients(PAYMENTS_READ).users(),
        on(GET, "/payments/totals/**").clients(PAYMENTS_READ),
        on(GET, "/payments/{id}").clients(PAYMENTS_READ).users());
  }
}
