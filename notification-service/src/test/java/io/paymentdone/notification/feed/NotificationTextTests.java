package io.paymentdone.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.notification.Events;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationTextTests {

  private final Locale machines = Locale.getDefault();
  private final NotificationText text = new NotificationText();

  @AfterEach
  void restoreTheMachinesLocale() {
    Locale.setDefault(machines);
  }

  /** A no-break space is written as {@code _}, a narrow one as {@code ~}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENGLISH|EUR|1250|Payment of €12.50",
        "ENGLISH|JPY|1250|Payment of ¥1,250",
        "ENGLISH|KWD|1250|Payment of KWD_1.250",
        "ENGLISH|EUR|5|Payment of €0.05",
        "ENGLISH|USD|999999999999|Payment of $9,999,999,999.99",
        "GERMAN|EUR|1250|Zahlung über 12,50_€",
        "GERMAN|JPY|1250|Zahlung über 1.250_¥",
        "GERMAN|KWD|1250|Zahlung über 1,250_KWD",
        "GERMAN|USD|999999999999|Zahlung über 9.999.999.999,99_$",
        "FRENCH|EUR|1250|Paiement de 12,50_€",
        "FRENCH|JPY|1250|Paiement de 1~250_JPY",
        "FRENCH|KWD|1250|Paiement de 1,250_KWD",
        "SPANISH|EUR|1250|Pago de 12,50_€",
        "SPANISH|JPY|1250|Pago de 1.250_JPY",
        "SPANISH|KWD|1250|Pago de 1,250_KWD",
        "HINDI|EUR|1250|€12.50 का भुगतान",
        "HINDI|JPY|1250|JP¥1,250 का भुगतान",
        "HINDI|KWD|1250|KWD_1.250 का भुगतान",
        "HINDI|INR|9999999|₹99,999.99 का भुगतान",
        "HINDI|INR|10000000|₹1,00,000.00 का भुगतान",
        "HINDI|KWD|123456789|KWD_1,23,456.789 का भुगतान",
        "HINDI|CLF|123456789|CLF_12,345.6789 का भुगतान",
        "HINDI|INR|999999999999|₹9,99,99,99,999.99 का भुगतान",
      })
  void writesTheAmountAsLanguageAndCurrencyDo(
      Language language, String currency, long amount, String title) {
    assertThat(text.item(entry(amount, currency, null), language).title())
        .isEqualTo(title.replace('_', '\u00A0').replace('~', '\u202F'));
  }

  /** QQQ is no currency of this JVM; XXX is one without a number of digits. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENGLISH|QQQ|1250|Payment of 1,250 minor units of QQQ",
        "ENGLISH|XXX|999999999999|Payment of 999,999,999,999 minor units of XXX",
        "GERMAN|QQQ|1250|Zahlung über 1.250 kleinste Einheiten von QQQ",
        "FRENCH|QQQ|1250|Paiement de 1~250 unités mineures de QQQ",
        "SPANISH|QQQ|12500|Pago de 12.500 unidades menores de QQQ",
        "HINDI|QQQ|123456789|QQQ की 12,34,56,789 लघु इकाइयों का भुगतान",
      })
  void writesMinorUnitsOfACurrencyWhoseDigitsAreNotKnown(
      Language language, String currency, long amount, String title) {
    assertThat(text.item(entry(amount, currency, null), language).title())
        .isEqualTo(title.replace('~', '\u202F'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENGLISH|Your payment of €12.50 is done|.",
        "GERMAN|Ihre Zahlung über 12,50_€ ist erfolgt|.",
        "FRENCH|Votre paiement de 12,50_€ a été effectué|.",
        "SPANISH|Su pago de 12,50_€ se ha realizado|.",
        "HINDI|आपका €12.50 का भुगतान हो गया है|।"
      })
  void containsTheDescriptionIfThereIsOne(Language language, String sentence, String end) {
    String expected = sentence.replace('_', '\u00A0');
    assertThat(text.item(entry(1250, "EUR", null), language).message()).isEqualTo(expected + end);
    assertThat(text.item(entry(1250, "EUR", "order 42"), language).message())
        .startsWith(expected)
        .endsWith(": order 42");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{0} {1} it's '{2}'", "' OR 1=1--", "${jndi:x}", "<b>&amp;</b>", "😀"})
  void leavesTheDescriptionAsItIs(String description) {
    assertThat(text.item(entry(1250, "EUR", description), Language.ENGLISH).message())
        .isEqualTo("Your payment of €12.50 is done: " + description);
  }

  @Test
  void writesNoOtherFieldAnew() {
    FeedEntry entry = entry(1250, "EUR", "order 42");

    assertThat(text.item(entry, Language.GERMAN))
        .usingRecursiveComparison()
        .ignoringFields("title", "message")
        .isEqualTo(entry);
  }

  /** On a machine in German, or one whose digits are not 0 to 9. */
  @ParameterizedTest
  @EnumSource(Language.class)
  void doesNotFollowTheMachinesLocale(Language language) {
    FeedEntry entry = entry(123_456_789, "KWD", "order 42");
    NotificationItem expected = text.item(entry, language);
    for (String machine : new String[] {"de-DE", "fa-IR", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva"}) {
      Locale.setDefault(Locale.forLanguageTag(machine));

      assertThat(new NotificationText().item(entry, language)).isEqualTo(expected);
    }
  }

  private static FeedEntry entry(long amount, String currency, @Nullable String description) {
    return new FeedEntry(
        Events.newId(),
        "user1",
        Events.newId(),
        amount,
        currency,
        description,
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        42,
        "notification-service-1",
        null,
        true);
  }
}
