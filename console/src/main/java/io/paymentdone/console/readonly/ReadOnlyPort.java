package io.paymentdone.console.readonly;

import jakarta.servlet.http.HttpServletRequest;

/** The port by which the console can only be watched. */
public final class ReadOnlyPort {

  /**
   * Set on a request by Tomcat's connector, so that nothing in the request can set it or hide it.
   */
  static final String ATTRIBUTE = ReadOnlyPort.class.getName();

  private ReadOnlyPort() {}

  /** Whether a request came by it. */
  public static boolean isUsedBy(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) != null;
  }
}
