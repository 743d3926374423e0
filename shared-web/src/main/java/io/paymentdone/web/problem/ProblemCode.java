package io.paymentdone.web.problem;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/**
 * What happened, for programs: the codes of all services' problem documents, each with its status
 * and whether repeating the same request, with the same idempotency key, may succeed. They are
 * described in docs/api.md.
 */
public enum ProblemCode {
  // The request as such: another one is needed.
  BAD_REQUEST(HttpStatus.BAD_REQUEST, Repeat.IS_IN_VAIN),
  INVALID_REQUEST(HttpStatus.BAD_REQUEST, Repeat.IS_IN_VAIN),
  INVALID_CURSOR(HttpStatus.BAD_REQUEST, Repeat.IS_IN_VAIN),
  MALFORMED_JSON(HttpStatus.BAD_REQUEST, Repeat.IS_IN_VAIN),
  UNAUTHORIZED(HttpStatus.UNAUTHORIZED, Repeat.IS_IN_VAIN),
  FORBIDDEN(HttpStatus.FORBIDDEN, Repeat.IS_IN_VAIN),
  FOREIGN_ORIGIN(HttpStatus.FORBIDDEN, Repeat.IS_IN_VAIN),
  NOT_FOUND(HttpStatus.NOT_FOUND, Repeat.IS_IN_VAIN),
  UNKNOWN_ITEM(HttpStatus.NOT_FOUND, Repeat.IS_IN_VAIN),
  NOT_AVAILABLE(HttpStatus.NOT_FOUND, Repeat.IS_IN_VAIN),
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, Repeat.IS_IN_VAIN),
  NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, Repeat.IS_IN_VAIN),
  REQUEST_TIMEOUT(HttpStatus.REQUEST_TIMEOUT, Repeat.MAY_SUCCEED),
  BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, Repeat.IS_IN_VAIN),
  UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, Repeat.IS_IN_VAIN),
  UNSUPPORTED_CONTENT_ENCODING(HttpStatus.UNSUPPORTED_MEDIA_TYPE, Repeat.IS_IN_VAIN),
  FOREIGN_HOST(HttpStatus.MISDIRECTED_REQUEST, Repeat.IS_IN_VAIN),

  // What is stored stands against it.
  IDEMPOTENCY_KEY_REUSED(HttpStatus.UNPROCESSABLE_CONTENT, Repeat.IS_IN_VAIN),
  ALREADY_DELIVERED(HttpStatus.CONFLICT, Repeat.IS_IN_VAIN),
  TOO_MANY_ENDPOINTS(HttpStatus.CONFLICT, Repeat.IS_IN_VAIN),
  SECRET_UNREADABLE(HttpStatus.CONFLICT, Repeat.IS_IN_VAIN),
  TOO_MANY_DELIVERIES(HttpStatus.UNPROCESSABLE_CONTENT, Repeat.IS_IN_VAIN),
  CONTENT_NOT_KEPT(HttpStatus.UNPROCESSABLE_CONTENT, Repeat.IS_IN_VAIN),
  RECORD_TOO_LARGE(HttpStatus.UNPROCESSABLE_CONTENT, Repeat.IS_IN_VAIN),

  // What others do at the same time.
  REDRIVE_UNDER_WAY(HttpStatus.CONFLICT, Repeat.MAY_SUCCEED),
  LANE_BUSY(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  TABLE_LOCKED(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, Repeat.MAY_SUCCEED),
  TOO_MANY_FAILED_LOGINS(HttpStatus.TOO_MANY_REQUESTS, Repeat.MAY_SUCCEED),
  TOO_MANY_PINGS(HttpStatus.TOO_MANY_REQUESTS, Repeat.MAY_SUCCEED),
  TOO_MANY_STREAMS_OF_CALLER(HttpStatus.TOO_MANY_REQUESTS, Repeat.MAY_SUCCEED),
  TOO_MANY_STREAMS(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  TOO_MUCH_TO_COUNT(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  OVERLOADED(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),

  // The service, or what it needs, is not as it should be.
  INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, Repeat.MAY_SUCCEED),
  UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  OUTCOME_UNKNOWN(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  RELAY_BACKLOG(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  RELAY_SLOT_TAKEN(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  REPLAY_INCOMPLETE(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  ERASURE_INCOMPLETE(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  KAFKA_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  STOPPING(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  WEBHOOKS_NOT_CONFIGURED(HttpStatus.SERVICE_UNAVAILABLE, Repeat.IS_IN_VAIN),
  EMAIL_NOT_CONFIGURED(HttpStatus.SERVICE_UNAVAILABLE, Repeat.IS_IN_VAIN),

  // Of the console only.
  CSRF_TOKEN_INVALID(HttpStatus.FORBIDDEN, Repeat.IS_IN_VAIN),
  READ_ONLY_ADDRESS(HttpStatus.FORBIDDEN, Repeat.IS_IN_VAIN),
  SHUTTING_DOWN(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  TOO_MANY_PAGES(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  TOO_MANY_GROUPS(HttpStatus.SERVICE_UNAVAILABLE, Repeat.MAY_SUCCEED),
  TRAFFIC_IS_ON(HttpStatus.CONFLICT, Repeat.MAY_SUCCEED),
  LAB_IS_ON(HttpStatus.CONFLICT, Repeat.MAY_SUCCEED),
  GROUP_HAS_MEMBERS(HttpStatus.CONFLICT, Repeat.MAY_SUCCEED),
  TOO_MANY_CONSUMERS(HttpStatus.CONFLICT, Repeat.MAY_SUCCEED),
  CANNOT_START(HttpStatus.CONFLICT, Repeat.IS_IN_VAIN),
  BROKER_IS_NEEDED(HttpStatus.CONFLICT, Repeat.MAY_SUCCEED),
  REFUSED(HttpStatus.BAD_GATEWAY, Repeat.IS_IN_VAIN),
  BAD_SIGNATURE(HttpStatus.BAD_REQUEST, Repeat.IS_IN_VAIN),
  MALFORMED_DELIVERY(HttpStatus.BAD_REQUEST, Repeat.IS_IN_VAIN),
  TOLD_TO_FAIL(HttpStatus.INTERNAL_SERVER_ERROR, Repeat.MAY_SUCCEED),
  GONE(HttpStatus.GONE, Repeat.IS_IN_VAIN);

  private enum Repeat {
    MAY_SUCCEED,
    IS_IN_VAIN
  }

  private final HttpStatus status;
  private final Repeat repeat;
  private final String text;

  ProblemCode(HttpStatus status, Repeat repeat) {
    this.status = status;
    this.repeat = repeat;
    this.text = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The code of a status when there is no more specific one. What has another status than its code
   * is one of the rest: of the 4xx {@code bad-request}, else {@code internal-error}.
   */
  static ProblemCode of(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> REQUEST_TIMEOUT;
      case 413 -> BODY_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 503 -> UNAVAILABLE;
      default -> status < 500 ? BAD_REQUEST : INTERNAL_ERROR;
    };
  }

  /** Status of the answer. */
  public HttpStatus status() {
    return status;
  }

  /** Whether repeating the same request, with the same idempotency key, may succeed. */
  public boolean isRetryable() {
    return repeat == Repeat.MAY_SUCCEED;
  }

  /** As it is in documents, such as {@code not-found}. */
  public String text() {
    return text;
  }
}
