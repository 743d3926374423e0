package io.paymentdone.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.Events;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationTextTests {

  @ParameterizedTest
  @CsvSource({
    "1250,EUR,12.50 EUR",
    "5,EUR,0.05 EUR",
    "1250,JPY,1250 JPY",
    "1250,BHD,1.250 BHD",
    "999999999999,USD,9999999999.99 USD"
  })
  void writesTheAmountInTheCurrencysUnits(long amount, String currency, String text) {
    assertThat(NotificationText.title(event(amount, currency, null)))
        .isEqualTo("Payment of " + text);
  }

  @Test
  void containsTheDescriptionIfThereIsOne() {
    assertThat(NotificationText.message(event(1250, "EUR", "order 42")))
        .isEqualTo("Your payment of 12.50 EUR is done: order 42");
    assertThat(NotificationText.message(event(1250, "EUR", null)))
        .isEqualTo("Your payment of 12.50 EUR is done.");
  }

  private static PaymentDone event(long amount, String currency, @Nullable String description) {
    return new PaymentDone(Events.newId(), "user1", amount, currency, description, Instant.EPOCH);
  }
}
