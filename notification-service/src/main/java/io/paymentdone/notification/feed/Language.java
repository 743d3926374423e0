package io.paymentdone.notification.feed;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A language that notifications are written in. */
public enum Language {
  ENGLISH("en"),
  GERMAN("de"),
  FRENCH("fr"),
  SPANISH("es"),
  HINDI("hi");

  /** What the header {@code Accept-Language} does, for the description of an API. */
  public static final String HEADER_DESCRIPTION =
      "Language of title and message: en, de, fr, es or hi; English otherwise.";

  /** Browsers send less than 200 characters; parsing takes the square of the length. */
  private static final int HEADER_LENGTH_MAX = 512;

  private static final List<Locale> LOCALES =
      Arrays.stream(values()).map(Language::locale).toList();

  private final Locale locale;

  Language(String tag) {
    this.locale = Locale.forLanguageTag(tag);
  }

  /**
   * The language that a client prefers among these, by the lookup of <a
   * href="https://www.rfc-editor.org/rfc/rfc4647#section-3.4">RFC 4647</a>: {@code de-CH} finds
   * German. English if the client accepts none of them, or if the header is absent, malformed or
   * longer than {@value #HEADER_LENGTH_MAX} characters: a wrong preference must not cost a client
   * its feed.
   *
   * @param acceptLanguage the header {@code Accept-Language}
   */
  public static Language preferred(@Nullable String acceptLanguage) {
    if (acceptLanguage == null || acceptLanguage.length() > HEADER_LENGTH_MAX) {
      return ENGLISH;
    }
    List<LanguageRange> ranges;
    try {
      ranges = LanguageRange.parse(acceptLanguage);
    } catch (IllegalArgumentException malformed) {
      return ENGLISH;
    }
    // Weight 0 means "not acceptable" (RFC 9110, 12.4.2).
    List<LanguageRange> accepted = ranges.stream().filter(range -> range.getWeight() > 0).toList();
    Locale found = Locale.lookup(accepted, LOCALES);
    return found == null ? ENGLISH : values()[LOCALES.indexOf(found)];
  }

  /** The language with this tag; empty if there is none. */
  public static Optional<Language> of(String tag) {
    return Arrays.stream(values()).filter(language -> language.tag().equals(tag)).findFirst();
  }

  /** Its language tag, such as {@code de}. */
  public String tag() {
    return locale.toLanguageTag();
  }

  /** Its locale, which has no country. */
  public Locale locale() {
    return locale;
  }
}
