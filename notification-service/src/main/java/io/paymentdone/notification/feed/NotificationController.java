package io.paymentdone.notification.feed;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.web.openapi.AfterParameter;
import io.paymentdone.web.openapi.LimitParameter;
import io.paymentdone.web.openapi.ProblemResponse;
import io.paymentdone.web.openapi.UserIdParameter;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.Caller;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
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
@Tag(name = "Feed", description = "What users are told of their payments")
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
  @Operation(
      operationId = "notifications",
      summary = "A user's feed, newest first, or the entry of one payment",
      description =
          "Either userId is required or paymentId. With paymentId it is a page of the one entry,"
              + " empty until the payment's event has been received, and the other parameters of"
              + " the query must be absent or have no effect.")
  @Parameter(
      in = ParameterIn.QUERY,
      name = "paymentId",
      description = "The payment, a UUID; instead of userId.",
      schema = @Schema(type = "string", format = "uuid"),
      example = UuidText.EXAMPLE)
  @ApiResponse(
      responseCode = "200",
      description = "A page",
      headers =
          @Header(
              name = HttpHeaders.CONTENT_LANGUAGE,
              description = "Language of title and message",
              schema = @Schema(type = "string")),
      useReturnTypeSchema = true)
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "A user asks for another user.")
  @GetMapping(params = "!paymentId")
  ResponseEntity<Page<NotificationItem>> ofUser(
      @Parameter(
              description = UserIdParameter.DESCRIPTION + " Required without paymentId.",
              schema =
                  @Schema(
                      type = "string",
                      minLength = 1,
                      maxLength = PaymentDone.USER_ID_LENGTH_MAX),
              example = "user1")
          @RequestParam(required = false)
          @Nullable String userId,
      @LimitParameter @RequestParam(required = false) @Nullable String limit,
      @AfterParameter @RequestParam(required = false) @Nullable String after,
      @Parameter(description = Language.HEADER_DESCRIPTION, example = "de-CH, en;q=0.5")
          @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
          @Nullable String acceptLanguage,
      @Nullable Principal caller) {
    String user = Caller.of(caller).touching(TextRule.userId(userId));
    return answer(feed.page(user, PageLimit.parse(limit), after), acceptLanguage);
  }

  /** The entry of a payment; an empty page until its event has been received. */
  @Hidden
  @GetMapping(params = "paymentId")
  ResponseEntity<Page<NotificationItem>> ofPayment(
      @RequestParam String paymentId,
      @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
          @Nullable String acceptLanguage,
      @Nullable Principal principal) {
    Caller caller = Caller.of(principal);
    List<FeedEntry> entries =
        feed.ofPayment(uuid(paymentId)).stream()
            .filter(entry -> caller.mayTouch(entry.userId()))
            .toList();
    return answer(new Page<>(entries, null), acceptLanguage);
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
