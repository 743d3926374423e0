package io.paymentdone.notification.access;

import static io.paymentdone.web.security.AccessRule.on;
import static io.paymentdone.web.security.Scope.ADMIN;
import static io.paymentdone.web.security.Scope.NOTIFICATIONS_READ;
import static io.paymentdone.web.security.Scope.NOTIFICATIONS_WRITE;
import static io.paymentdone.web.security.Scope.WEBHOOKS_WRITE;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PUT;

import io.paymentdone.web.security.AccessRules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configuration for who may do what here; users what is theirs only. */
@Configuration(proxyBeanMethods = false)
class NotificationAccessConfiguration {

  @Bean
  AccessRules accessRules() {
    return AccessRules.table(
        on(GET, "/notifications").clients(NOTIFICATIONS_READ).users(),
        on(GET, "/notifications/stream").clients(NOTIFICATIONS_READ).users(),
        on(GET, "/notifications/unread").clients(NOTIFICATIONS_READ).users(),
        on(PUT, "/notifications/read").clients(NOTIFICATIONS_WRITE).users(),
        on(GET, "/notifications/totals/**").clients(NOTIFICATIONS_READ),
        on(GET, "/subscriptions/**").clients(NOTIFICATIONS_READ).users(),
        on(PUT, "/subscriptions/**").clients(NOTIFICATIONS_WRITE).users(),
        on(DELETE, "/subscriptions/**").clients(NOTIFICATIONS_WRITE).users(),
        // A client sees its own endpoints only, and never their secrets again.
        on(GET, "/webhook-endpoints/**").clients(WEBHOOKS_WRITE, NOTIFICATIONS_READ),
        on("/webhook-endpoints/**").clients(WEBHOOKS_WRITE),
        on(GET, "/deliveries/**").clients(WEBHOOKS_WRITE, NOTIFICATIONS_READ),
        on("/deliveries/**").clients(WEBHOOKS_WRITE),
        on("/dead-letters/**").clients(ADMIN),
        on("/users/**").clients(ADMIN));
  }
}
