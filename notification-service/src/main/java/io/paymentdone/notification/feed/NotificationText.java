package io.paymentdone.notification.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.stereotype.Component;

/** The text of notifications in the language of their reader, from the bundles beside this type. */
@Component
public final class NotificationText {

  private static final char NO_BREAK_SPACE = '\u00A0';

  /**
   * Where Indian languages separate digits: before the last three, then before each two. Not in the
   * fraction, which has up to four.
   */
  private static final Pattern LAKHS =
      Pattern.compile("(?<=\\d)(?<!\\.\\d{1,4})(?=(\\d\\d)*\\d{3}(?!\\d))");

  /**
   * Those whose fraction has a number of digits that this JVM knows. A code that came into
   * circulation after this JVM's release is missing: its amount is written in minor units, since a
   * guess could be wrong by a factor of a hundred.
   */
  private static final Map<String, Currency> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .filter(currency -> currency.getDefaultFractionDigits() >= 0)
          .collect(toUnmodifiableMap(Currency::getCurrencyCode, identity()));

  private final MessageSource texts = bundles();

  private static MessageSource bundles() {
    ResourceBundleMessageSource bundles = new ResourceBundleMessageSource();
    bundles.setBasename("io.paymentdone.notification.feed.notification-text");
    bundles.setDefaultEncoding(UTF_8.name());
    // English is in the bundle without a language; the machine's locale has no say.
    bundles.setFallbackToSystemLocale(false);
    return bundles;
  }

  /** The entry with its text in a language. */
  public NotificationItem item(FeedEntry entry, Language language) {
    String amount = amount(entry.amount(), entry.currency(), language);
    return new NotificationItem(
        entry.id(),
        entry.userId(),
        entry.paymentId(),
        text("title", language, amount),
        entry.description() == null
            ? text("message", language, amount)
            : text("message-with-description", language, amount, entry.description()),
        entry.amount(),
        entry.currency(),
        entry.occurredAt(),
        entry.receivedAt(),
        entry.partition(),
        entry.offset(),
        entry.consumer(),
        entry.read(),
        entry.metadata());
  }

  private String text(String key, Language language, Object... values) {
    return texts.getMessage(key, values, language.locale());
  }

  private String amount(long minorUnits, String code, Language language) {
    Currency currency = CURRENCIES.get(code);
    if (currency != null) {
      return amount(minorUnits, currency, language);
    }
    NumberFormat format = NumberFormat.getIntegerInstance(language.locale());
    return text("minor-units", language, write(format, minorUnits, 0, language), code);
  }

  /**
   * The amount as the language and the currency write it, such as {@code €12.50} or {@code 1.250
   * ¥}. The formatter takes the symbol from {@code currency} and its number of digits from the
   * language, so the digits are set here.
   */
  private static String amount(long minorUnits, Currency currency, Language language) {
    int digits = currency.getDefaultFractionDigits();
    NumberFormat format = NumberFormat.getCurrencyInstance(language.locale());
    format.setCurrency(currency);
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    if (format instanceof DecimalFormat decimal) {
      separateLetters(decimal);
    }
    return write(format, minorUnits, digits, language);
  }

  private static String write(NumberFormat format, long minorUnits, int digits, Language language) {
    // The JDK's formatter knows groups of one size only.
    format.setGroupingUsed(language != Language.HINDI);
    String number = format.format(BigDecimal.valueOf(minorUnits, digits));
    return language == Language.HINDI ? LAKHS.matcher(number).replaceAll(",") : number;
  }

  /**
   * Puts a space between the letters of a currency and the first digit, {@code KWD 1.250} instead
   * of {@code KWD1.250}, as <a
   * href="https://www.unicode.org/reports/tr35/tr35-numbers.html#Currencies">Unicode's currency
   * spacing</a> says; the JDK has its data without this rule.
   */
  private static void separateLetters(DecimalFormat format) {
    String prefix = format.getPositivePrefix();
    if (!prefix.isEmpty() && Character.isLetter(prefix.charAt(prefix.length() - 1))) {
      format.setPositivePrefix(prefix + NO_BREAK_SPACE);
    }
  }
}
