package io.paymentdone.notification.email;

import io.paymentdone.notification.delivery.DeliveryProperties;
import io.paymentdone.web.request.PublicForms;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Clock;
import java.util.Properties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.util.StringUtils;

/** Configuration of e-mail: with a mail server there is a channel, without one there is none. */
@Configuration(proxyBeanMethods = false)
class EmailConfiguration {

  /** Whoever has the link of a message may use it, and mail providers post a form. */
  @Bean
  PublicForms unsubscribeForms() {
    return new PublicForms("/" + UnsubscribeController.PATH + "/");
  }

  /** Configuration for a mail server. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("spring.mail.host")
  static class Server {

    @Bean
    EmailChannel emailChannel(
        SubscriptionTable subscriptions, EmailMessage messages, SmtpClient smtp, Clock clock) {
      return new EmailChannel(subscriptions, messages, smtp, clock);
    }

    @Bean
    SmtpClient smtpClient(
        JavaMailSenderImpl server, EmailProperties properties, DeliveryProperties limits) {
      if (properties.timeOut().compareTo(limits.lease().dividedBy(2)) > 0) {
        // An attempt begins in the first half of a lease, and must end within it.
        throw new IllegalArgumentException(
            "notification.email.time-out is "
                + properties.timeOut()
                + ", at most half of notification.deliveries.lease ("
                + limits.lease()
                + ") is possible");
      }
      configure(server, properties);
      return new SmtpClient(server, properties);
    }
  }

  /** What an operator has set in {@code spring.mail.properties} stays. */
  static void configure(JavaMailSenderImpl server, EmailProperties properties) {
    Properties session = server.getJavaMailProperties();
    String prefix = "mail." + SmtpClient.protocol(server) + ".";
    // By default both are without end. For writing there is no limit but that of the attempt:
    // it would take a thread for each connection.
    session.putIfAbsent(
        prefix + "connectiontimeout", Long.toString(properties.connectTimeOut().toMillis()));
    session.putIfAbsent(prefix + "timeout", Long.toString(properties.timeOut().toMillis()));
    session.putIfAbsent(prefix + "quitwait", "false");
    // By default a password goes out in the clear even if the server has TLS, or to any
    // certificate.
    session.putIfAbsent(prefix + "starttls.enable", "true");
    if (StringUtils.hasText(server.getUsername())
        && !"true".equals(session.getProperty(prefix + "ssl.enable"))) {
      // Whoever is between may answer that the server has no TLS.
      session.putIfAbsent(prefix + "starttls.required", "true");
    }
    session.putIfAbsent(prefix + "ssl.checkserveridentity", "true");
    // By default the name of this host, which takes a look-up and means nothing to others.
    session.putIfAbsent(prefix + "localhost", domain(properties.from()));
  }

  /** Domain of an address that the properties have checked. */
  static String domain(String from) {
    try {
      String address = new InternetAddress(from, true).getAddress();
      return address.substring(address.lastIndexOf('@') + 1);
    } catch (AddressException e) {
      throw new IllegalArgumentException("notification.email.from is no address", e);
    }
  }
}
