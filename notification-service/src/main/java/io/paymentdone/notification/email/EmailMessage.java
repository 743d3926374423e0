package io.paymentdone.notification.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.paymentdone.notification.delivery.Delivery;
import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.notification.feed.NotificationText;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes the message of a delivery: the same one at each attempt, unless the subscription changes.
 */
@Component
class EmailMessage {

  private final NotificationText notifications;
  private final EmailText texts;
  private final EmailProperties properties;
  private final String domain;
  private final Template plain;
  private final Template html;

  EmailMessage(NotificationText notifications, EmailText texts, EmailProperties properties) {
    this.notifications = notifications;
    this.texts = texts;
    this.properties = properties;
    this.domain = EmailConfiguration.domain(properties.from());
    this.plain = EmailText.template("email.txt.mustache", Mustache.compiler().escapeHTML(false));
    this.html = EmailText.template("email.html.mustache", Mustache.compiler());
  }

  /** The message with which a user gets a delivery. */
  MimeMessage of(Session session, Delivery delivery, Subscription subscription)
      throws MessagingException {
    NotificationItem item = notifications.item(delivery.entry(), subscription.language());
    @Nullable URI link = properties.unsubscribe(subscription.unsubscribeToken());
    Map<String, Object> values = new HashMap<>();
    values.put("language", subscription.language().tag());
    values.put("title", item.title());
    values.put("message", item.message());
    values.put("reason", texts.text("reason", subscription.language()));
    values.put("unsubscribe", texts.text("unsubscribe", subscription.language()));
    values.put("link", link == null ? "" : link.toString());
    values.put("hasLink", link != null);

    MimeMessage message = new MimeMessage(session);
    InternetAddress from = sender();
    message.setFrom(from);
    message.setRecipient(
        Message.RecipientType.TO, new InternetAddress(subscription.address(), true));
    message.setSubject(item.title(), UTF_8.name());
    // When it was complete, as RFC 5322 says; later attempts do not change it.
    message.setSentDate(Date.from(delivery.entry().receivedAt()));
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("Content-Language", subscription.language().tag());
    unsubscribe(message, from.getAddress(), subscription.unsubscribeToken(), link);
    message.setHeader("X-Payment-Done-User", EncodedWords.of(delivery.userId()));
    message.setHeader("X-Payment-Done-Sequence", Long.toString(delivery.sequence()));
    message.setHeader("X-Payment-Done-Id", delivery.entry().id().toString());
    message.setHeader("X-Payment-Done-Previous", text(delivery.previousId()));
    message.setContent(new MimeMultipart("alternative", plain(values), html(values)));
    message.saveChanges();
    // Not before, because saveChanges() makes a new one.
    message.setHeader("Message-ID", "<" + delivery.id() + "@" + domain + ">");
    return message;
  }

  /** With its name encoded: a header is ASCII (RFC 2047). */
  private InternetAddress sender() throws MessagingException {
    InternetAddress sender = new InternetAddress(properties.from(), true);
    try {
      sender.setPersonal(sender.getPersonal(), UTF_8.name());
    } catch (UnsupportedEncodingException e) {
      throw new MessagingException("UTF-8 is unknown", e);
    }
    return sender;
  }

  /** RFC 2369, and RFC 8058 where there is a link. */
  private static void unsubscribe(
      MimeMessage message, String from, String token, @Nullable URI link)
      throws MessagingException {
    if (link == null) {
      message.setHeader(
          "List-Unsubscribe", "<mailto:" + from + "?subject=unsubscribe%20" + token + ">");
    } else {
      message.setHeader("List-Unsubscribe", "<" + link + ">");
      message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
  }

  private MimeBodyPart plain(Map<String, Object> values) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(plain.execute(values), UTF_8.name());
    return part;
  }

  private MimeBodyPart html(Map<String, Object> values) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(html.execute(values), UTF_8.name(), "html");
    return part;
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "none" : id.toString();
  }
}
