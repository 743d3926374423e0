package io.paymentdone.console.live;

import io.paymentdone.console.readonly.ReadOnlyPort;
import io.paymentdone.web.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/**
 * Whose page it is.
 *
 * @param name of the caller; the address of one who has not logged in
 * @param readOnly whether the page came by the read-only port
 */
public record Viewer(String name, boolean readOnly) {

  /** The viewer who has sent a request. */
  public static Viewer of(HttpServletRequest request) {
    Principal principal = request.getUserPrincipal();
    Caller caller = principal == null ? Caller.ANONYMOUS : Caller.of(principal);
    return new Viewer(
        caller.equals(Caller.ANONYMOUS) ? request.getRemoteAddr() : caller.name(),
        ReadOnlyPort.isUsedBy(request));
  }
}
