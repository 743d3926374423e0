package io.paymentdone.console.login;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Begins and ends sessions. */
@RestController
@Profile("!local")
class LoginController {

  private static final String BASIC = "Basic ";

  private final BrowserSessions sessions;
  private final LoginOptions options;

  LoginController(BrowserSessions sessions, LoginOptions options) {
    this.sessions = sessions;
    this.options = options;
  }

  @Operation(summary = "How one can log in: the form, and OpenID providers")
  @GetMapping(LoginPaths.OPTIONS)
  LoginOptions options() {
    return options;
  }

  @Operation(
      summary = "Log in: a session cookie for a client's HTTP Basic credentials",
      description =
          "Programs need no session: they send their credentials with each request. 403 for a"
              + " client that may not read the console.")
  @PostMapping(LoginPaths.LOGIN)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void login(HttpServletRequest request, HttpServletResponse response, Principal caller) {
    if (!options.form()) {
      throw ProblemException.of(
          ProblemCode.NOT_AVAILABLE, "Here one logs in at an OpenID provider only.");
    }
    if (!isBasic(request.getHeader(HttpHeaders.AUTHORIZATION))) {
      // A bearer token is valid for minutes; a session would make a day of it.
      throw ProblemException.of(
          ProblemCode.BAD_REQUEST, "The login needs HTTP Basic credentials of a client.");
    }
    sessions.begin(Caller.of(caller), request, response);
  }

  private static boolean isBasic(@Nullable String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, BASIC, 0, BASIC.length());
  }

  @Operation(summary = "Log out: the session ends, and its streams with it")
  @PostMapping(LoginPaths.LOGOUT)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void logout(HttpServletRequest request, HttpServletResponse response) {
    sessions.end(request, response);
  }
}
