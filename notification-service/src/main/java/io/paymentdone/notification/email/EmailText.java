package io.paymentdone.notification.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.paymentdone.notification.feed.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.stereotype.Component;

/** Texts and templates around a notification, from the files beside this type. */
@Component
class EmailText {

  private final MessageSource texts = bundles();

  private static MessageSource bundles() {
    ResourceBundleMessageSource bundles = new ResourceBundleMessageSource();
    bundles.setBasename("io.paymentdone.notification.email.email-text");
    bundles.setDefaultEncoding(UTF_8.name());
    // English is in the bundle without a language; the machine's locale has no say.
    bundles.setFallbackToSystemLocale(false);
    return bundles;
  }

  /** A text without parameters. */
  String text(String key, Language language) {
    return texts.getMessage(key, null, language.locale());
  }

  /** Compiles a template. */
  static Template template(String name, Mustache.Compiler compiler) {
    try (InputStream file = Objects.requireNonNull(EmailText.class.getResourceAsStream(name))) {
      return compiler.compile(new InputStreamReader(file, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("template " + name + " cannot be read", e);
    }
  }
}
