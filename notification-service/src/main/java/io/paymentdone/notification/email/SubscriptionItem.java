package io.paymentdone.notification.email;

/**
 * A subscription in responses.
 *
 * @param language of the messages, such as {@code de}
 */
record SubscriptionItem(Email email, String language) {

  /**
   * Where messages go.
   *
   * @param enabled whether new feed entries are sent there
   */
  record Email(String address, boolean enabled) {

    @Override
    public String toString() {
      return "Email[enabled=" + enabled + "]";
    }
  }
}
