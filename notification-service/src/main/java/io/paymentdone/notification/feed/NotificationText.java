package io.paymentdone.notification.feed;

import io.paymentdone.events.PaymentDone;
import java.math.BigDecimal;
import java.util.Currency;

/** The text of a notification. */
public final class NotificationText {

  private NotificationText() {}

  /** One line, such as {@code Payment of 12.50 EUR}. */
  public static String title(PaymentDone event) {
    return "Payment of " + amount(event);
  }

  /** One sentence, with the payment's description when there is one; plain text, not HTML. */
  public static String message(PaymentDone event) {
    String sentence = "Your payment of " + amount(event) + " is done";
    return event.description() == null ? sentence + "." : sentence + ": " + event.description();
  }

  private static String amount(PaymentDone event) {
    Currency currency = Currency.getInstance(event.currency());
    return BigDecimal.valueOf(event.amount(), currency.getDefaultFractionDigits()).toPlainString()
        + " "
        + event.currency();
  }
}
