package io.paymentdone.web.requestid;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;

/**
 * The id of a request: the caller's own if it sent a valid one, otherwise one of ours. A valid one
 * has 1 to 128 printable ASCII characters without blanks, quotes, commas and backslashes, so that
 * it can stand in a header, in JSON and in a log line as it is. Two header lines are as good as one
 * with a comma between them (RFC 9110, section 5.3), so they have no valid id.
 */
public final class RequestId {

  /** Header of requests and of all answers. */
  public static final String HEADER = "Request-Id";

  /** Most characters of a caller's own. */
  public static final int LENGTH_MAX = 128;

  /** Key in the logging context (MDC) while the request is handled. */
  public static final String LOG_KEY = "requestId";

  private static final String ATTRIBUTE = RequestId.class.getName();

  private static final RequestIdSequence OURS = new RequestIdSequence();

  private RequestId() {}

  /** The id, which stays the same as long as the request is handled. */
  public static String of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String own = request.getHeader(HEADER);
    String id = own != null && isValid(own) && isOnOneLine(request) ? own : OURS.next();
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  private static boolean isOnOneLine(HttpServletRequest request) {
    Enumeration<String> lines = request.getHeaders(HEADER);
    lines.nextElement();
    return !lines.hasMoreElements();
  }

  static boolean isValid(String id) {
    int length = id.length();
    if (length == 0 || length > LENGTH_MAX) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (!isAllowed(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllowed(char c) {
    return switch (c) {
      case '"', '\'', '`', ',', '\\' -> false;
      default -> c > ' ' && c < 0x7f;
    };
  }
}
