package io.paymentdone.web.request;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Pages with a form for whoever has their link, such as one in an e-mail: without credentials, and
 * not JSON. Other rules for requests hold for them too.
 *
 * @param prefix of their paths, such as {@code /unsubscribe/}
 */
public record PublicForms(String prefix) {

  /** Whether a request is for one of them. */
  public boolean matches(HttpServletRequest request) {
    return request.getRequestURI().startsWith(prefix);
  }
}
