package io.paymentdone.console.login;

import io.paymentdone.console.readonly.ReadOnlyPort;
import io.paymentdone.web.security.Caller;
import io.paymentdone.web.security.CallerCheck;
import io.paymentdone.web.security.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who is logged in, for the page. */
@RestController
class SessionController {

  /**
   * Who calls.
   *
   * @param name null in the profile local, where nobody logs in
   * @param admin whether the caller may change something
   * @param readOnly whether this request came by the read-only port, by which nobody may
   * @param csrfToken value of the header {@code X-CSRF-TOKEN} that each write of the session needs;
   *     null without a session
   */
  record Session(
      @Nullable String name, boolean admin, boolean readOnly, @Nullable String csrfToken) {}

  @Operation(
      summary = "Who calls, and whether that caller may change something",
      description =
          "csrfToken is what each write of a browser's session needs as X-CSRF-TOKEN; with"
              + " credentials in each request there is none, and none is needed.")
  @ApiResponse(responseCode = "200")
  @GetMapping("/api/session")
  ResponseEntity<Session> session(HttpServletRequest request, @Nullable Principal principal) {
    Caller caller = principal == null ? Caller.ANONYMOUS : Caller.of(principal);
    LoginSession session = LoginSession.of(request);
    boolean readOnly = ReadOnlyPort.isUsedBy(request);
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(
            new Session(
                caller.name().equals(CallerCheck.ANONYMOUS) ? null : caller.name(),
                caller.has(Scope.ADMIN) && !readOnly,
                readOnly,
                session == null ? null : session.csrfToken()));
  }
}
