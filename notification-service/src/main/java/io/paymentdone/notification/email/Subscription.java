package io.paymentdone.notification.email;

import io.paymentdone.notification.feed.Language;

/**
 * A user's e-mail.
 *
 * @param enabled whether new feed entries are sent to the address
 * @param language of the messages
 * @param unsubscribeToken what the link in each message has: whoever knows it can turn it off
 */
record Subscription(
    String userId, String address, boolean enabled, Language language, String unsubscribeToken) {

  /** As it is in responses. */
  SubscriptionItem item() {
    return new SubscriptionItem(new SubscriptionItem.Email(address, enabled), language.tag());
  }

  @Override
  public String toString() {
    return "Subscription[enabled=" + enabled + ", language=" + language + "]";
  }
}
