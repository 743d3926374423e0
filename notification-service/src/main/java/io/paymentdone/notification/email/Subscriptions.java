package io.paymentdone.notification.email;

import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.crypto.keygen.BytesKeyGenerator;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.stereotype.Service;

/** Which users get e-mail, where and in which language. */
@Service
class Subscriptions {

  private static final int TOKEN_BYTES = 16;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{22}");

  private final SubscriptionTable table;
  private final ObjectProvider<EmailChannel> channel;
  private final Bulkhead readers;

  /**
   * Whoever has a link needs no credentials: such requests take no turns from the feed's readers.
   */
  private final Bulkhead links = new Bulkhead(1, 8, Duration.ofSeconds(1));

  private final BytesKeyGenerator random = KeyGenerators.secureRandom(TOKEN_BYTES);

  Subscriptions(SubscriptionTable table, ObjectProvider<EmailChannel> channel, Bulkhead readers) {
    this.table = table;
    this.channel = channel;
    this.readers = readers;
  }

  /**
   * Stores what a user gets. Feed entries that are received from now on are sent; those that wait
   * go to the new address.
   *
   * @throws ProblemException 400 naming every wrong field; 503 {@code email-not-configured}
   */
  Subscription put(String userId, SubscriptionRequest request) {
    SubscriptionRequest.Checked checked = request.checked();
    if (channel.getIfAvailable() == null) {
      throw ProblemException.of(
          ProblemCode.EMAIL_NOT_CONFIGURED,
          "This deployment has no mail server, so nothing was stored. Its operator sets"
              + " spring.mail.host.");
    }
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random.generateKey());
    return readers.call(() -> table.put(userId, checked, token));
  }

  /**
   * The user's subscription.
   *
   * @throws ProblemException 404 {@code not-found}
   */
  Subscription of(String userId) {
    return readers
        .call(() -> table.of(userId))
        .orElseThrow(
            () -> ProblemException.of(ProblemCode.NOT_FOUND, "This user has no subscription."));
  }

  /** Removes the user's subscription, if there is one. */
  void delete(String userId) {
    readers.call(() -> {
      table.delete(userId);
      return true;
    });
  }

  /** The subscription with this token; empty if there is none. */
  Optional<Subscription> withToken(String token) {
    return isToken(token) ? links.call(() -> table.withToken(token)) : Optional.empty();
  }

  /** Turns the subscription with this token off; empty if there is none. */
  Optional<Subscription> unsubscribe(String token) {
    return isToken(token)
        ? links.call(() -> table.unsubscribe(token).or(() -> table.withToken(token)))
        : Optional.empty();
  }

  private static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }
}
