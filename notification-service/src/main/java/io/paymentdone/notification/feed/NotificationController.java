package io.paymentdone.notification.feed;

import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Parameter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /notifications}: a user's feed, or a payment's one entry. */
@RestController
@RequestMapping("/notifications")
class NotificationController {

  private final Feed feed;
  private final NotificationText text;

  NotificationController(Feed feed, NotificationText text) {
    this.feed = feed;
    this.text = text;
  }

  /** A page of a user's feed, newest first. */
  @GetMapping(params = "!paymentId")
  ResponseEntity<Page<NotificationItem>> ofUser(
      @RequestParam(required = false) @Nullable String userId,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String after,
      @Parameter(description = Language.HEADER_DESCRIPTION)
          @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
          @Nullable String acceptLanguage) {
    return answer(
        feed.page(TextRule.userId(userId), PageLimit.parse(limit), after), acceptLanguage);
  }

  /** The entry of a payment; an empty page until its event has been received. */
  @GetMapping(params = "paymentId")
  ResponseEntity<Page<NotificationItem>> ofPayment(
      @RequestParam String paymentId,
      @Parameter(description = Language.HEADER_DESCRIPTION)
          @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
          @Nullable String acceptLanguage) {
    return answer(
        new Page<>(feed.ofPayment(uuid(paymentId)).stream().toList(), null), acceptLanguage);
  }

  private ResponseEntity<Page<NotificationItem>> answer(
      Page<FeedEntry> page, @Nullable String acceptLanguage) {
    Language language = Language.preferred(acceptLanguage);
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
        .varyBy(HttpHeaders.ACCEPT_LANGUAGE)
        .body(page.map(entry -> text.item(entry, language)));
  }

  private static UUID uuid(String text) {
    UUID id = UuidText.parse(text);
    if (id == null) {
      throw ProblemException.invalid(
          List.of(new FieldProblem("?paymentId", "malformed", "must be a UUID")));
    }
    return id;
  }
}
