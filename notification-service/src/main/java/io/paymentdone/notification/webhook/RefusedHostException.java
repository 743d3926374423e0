package io.paymentdone.notification.webhook;

import java.net.UnknownHostException;

/** A host that resolves to no address that deliveries may go to; which ones, nobody is told. */
final class RefusedHostException extends UnknownHostException {

  static final String TEXT = "the host resolves to no address that deliveries may go to";

  private static final long serialVersionUID = 1L;

  RefusedHostException() {
    super(TEXT);
  }
}
