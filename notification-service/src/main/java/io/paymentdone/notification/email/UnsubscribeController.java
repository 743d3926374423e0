package io.paymentdone.notification.email;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.paymentdone.notification.feed.Language;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /unsubscribe/{token}}: the link in each message. {@code POST} is the one click of <a
 * href="https://www.rfc-editor.org/rfc/rfc8058">RFC 8058</a>; {@code GET} changes nothing, because
 * scanners of mail follow links.
 */
@Hidden
@RestController
@RequestMapping("/" + UnsubscribeController.PATH + "/{token}")
class UnsubscribeController {

  static final String PATH = "unsubscribe";

  private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

  private final Subscriptions subscriptions;
  private final EmailText texts;
  private final Template page =
      EmailText.template("unsubscribe.html.mustache", Mustache.compiler());

  UnsubscribeController(Subscriptions subscriptions, EmailText texts) {
    this.subscriptions = subscriptions;
    this.texts = texts;
  }

  /** A page with a button. */
  @GetMapping
  ResponseEntity<String> ask(
      @PathVariable String token,
      @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
          @Nullable String acceptLanguage) {
    return answer(subscriptions.withToken(token), "question", acceptLanguage);
  }

  /** Ends the e-mail. */
  @PostMapping
  ResponseEntity<String> unsubscribe(
      @PathVariable String token,
      @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
          @Nullable String acceptLanguage) {
    return answer(subscriptions.unsubscribe(token), "done", acceptLanguage);
  }

  private ResponseEntity<String> answer(
      Optional<Subscription> found, String key, @Nullable String acceptLanguage) {
    Language language =
        found.map(Subscription::language).orElseGet(() -> Language.preferred(acceptLanguage));
    String text = found.isPresent() ? key : "unknown";
    return ResponseEntity.status(found.isPresent() ? HttpStatus.OK : HttpStatus.NOT_FOUND)
        .contentType(HTML)
        .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
        // The address has the token. Not no-referrer: the form would be of no origin.
        .header("Referrer-Policy", "same-origin")
        .header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
        .body(
            page.execute(
                Map.of(
                    "language",
                    language.tag(),
                    "title",
                    texts.text("page-title", language),
                    "text",
                    texts.text(text, language),
                    "button",
                    texts.text("unsubscribe", language),
                    "asks",
                    text.equals("question"))));
  }
}
