package io.paymentdone.notification.feed;

import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /notifications}: a user's feed, or a payment's one entry. */
@RestController
@RequestMapping("/notifications")
class NotificationController {

  private static final int UUID_LENGTH = 36;

  private final Feed feed;

  NotificationController(Feed feed) {
    this.feed = feed;
  }

  /** A page of a user's feed, newest first. */
  @GetMapping(params = "!paymentId")
  Page<NotificationItem> ofUser(
      @RequestParam(required = false) @Nullable String userId,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String after) {
    return feed.page(TextRule.userId(userId), PageLimit.parse(limit), after);
  }

  /** The entry of a payment; an empty page until its event has been received. */
  @GetMapping(params = "paymentId")
  Page<NotificationItem> ofPayment(@RequestParam String paymentId) {
    return new Page<>(feed.ofPayment(uuid(paymentId)).stream().toList(), null);
  }

  private static UUID uuid(String text) {
    try {
      if (text.length() == UUID_LENGTH) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException e) {
      throw notAUuid();
    }
    throw notAUuid();
  }

  private static ProblemException notAUuid() {
    return ProblemException.invalid(
        List.of(new FieldProblem("?paymentId", "malformed", "must be a UUID")));
  }
}
