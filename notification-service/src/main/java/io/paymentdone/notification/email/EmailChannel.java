package io.paymentdone.notification.email;

import io.paymentdone.notification.delivery.Channel;
import io.paymentdone.notification.delivery.Delivery;
import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Rejected;
import io.paymentdone.notification.delivery.Outcome.Unwanted;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.logging.RepeatedFailure;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Deliveries by e-mail, to the address and in the language that the user has when it is sent. */
final class EmailChannel implements Channel {

  private static final Logger log = LoggerFactory.getLogger(EmailChannel.class);

  /** In the tables {@code lane} and {@code delivery}. */
  static final int TARGET = 1;

  private final SubscriptionTable subscriptions;
  private final EmailMessage messages;
  private final SmtpClient smtp;
  private final RepeatedFailure reading;

  /** A server that fails now and then ends no outage with each message that it takes. */
  private final RationedLog failures = new RationedLog(Duration.ofMinutes(1));

  EmailChannel(
      SubscriptionTable subscriptions, EmailMessage messages, SmtpClient smtp, Clock clock) {
    this.subscriptions = subscriptions;
    this.messages = messages;
    this.smtp = smtp;
    this.reading = new RepeatedFailure(clock);
  }

  @Override
  public String name() {
    return "email";
  }

  @Override
  public Audience audience() {
    return Audience.SUBSCRIBERS;
  }

  @Override
  public List<Integer> targets() {
    return List.of(TARGET);
  }

  @Override
  public Outcome send(Delivery delivery) throws InterruptedException {
    try {
      Outcome outcome =
          smtp.send(session -> message(session, delivery))
              .orElseGet(() -> new Unwanted("the user is not subscribed any more"));
      note(outcome);
      return outcome;
    } catch (DataAccessException e) {
      if (reading.isNews(e.getClass().getSimpleName())) {
        log.warn("E-mail waits, because subscriptions cannot be read; this is retried", e);
      }
      return new Withheld();
    }
  }

  /** Reads the subscription at the last moment: its user may have changed or ended it. */
  private Optional<MimeMessage> message(Session session, Delivery delivery)
      throws MessagingException {
    Optional<Subscription> subscription =
        subscriptions.receiving(delivery.userId()).filter(Subscription::enabled);
    reading.end();
    return subscription.isEmpty()
        ? Optional.empty()
        : Optional.of(messages.of(session, delivery, subscription.get()));
  }

  /** An operator has no other sign of a mail server that takes nothing. */
  private void note(Outcome outcome) {
    @Nullable String line =
        switch (outcome) {
          case Failed failed when failed.wholeTarget() ->
              "The mail server took no message: " + failed.error() + "; it is tried again";
          case Failed failed when failed.status() != null && failed.status() >= 500 ->
              "A message was refused: " + failed.error() + "; it is tried again";
          case Rejected rejected -> "A message is dead: " + rejected.error();
          case Withheld _ ->
              "No connection to the mail server was free for a message; it is tried again";
          default -> null;
        };
    if (line != null) {
      failures
          .next()
          .ifPresent(heldBack -> log.warn("{}. {} such lines were left out.", line, heldBack));
    }
  }
}
