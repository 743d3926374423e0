package io.paymentdone.payment.api;

import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * ISO 4217 codes that some country pays with today, by the JDK's table of countries and their
 * currencies.
 *
 * <p>{@link Currency#getAvailableCurrencies()} would accept too much: it has withdrawn currencies,
 * fund codes, metals and test codes as well, and does not mark them. The JDK follows amendments to
 * ISO 4217 in its updates.
 */
final class CurrenciesInCirculation {

  private static final Set<String> CODES =
      Arrays.stream(Locale.getISOCountries())
          .map(country -> Currency.getInstance(Locale.of("", country)))
          // Antarctica has none.
          .filter(Objects::nonNull)
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private CurrenciesInCirculation() {}

  static boolean contains(String code) {
    return CODES.contains(code);
  }
}
