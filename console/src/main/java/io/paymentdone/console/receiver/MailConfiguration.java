package io.paymentdone.console.receiver;

import static java.util.Objects.requireNonNull;

import io.paymentdone.console.services.WebhookApi;
import io.paymentdone.console.smtp.SmtpServer;
import io.paymentdone.console.workers.Workers;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configuration of the mail server of a receiver that takes mail. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty({ReceiverProperties.URL, ReceiverProperties.SMTP_PORT})
class MailConfiguration {

  @Bean
  Mailbox mailbox(WebhookApi deliveries) {
    return new Mailbox(Clock.systemUTC(), deliveries);
  }

  @Bean
  SmtpServer smtpServer(
      ReceiverProperties properties, Receiver receiver, Mailbox mailbox, Workers workers) {
    return new SmtpServer(
        requireNonNull(properties.smtpPort()), new MailReceiver(receiver, mailbox), workers);
  }
}
