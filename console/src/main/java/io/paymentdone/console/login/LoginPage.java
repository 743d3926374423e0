package io.paymentdone.console.login;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The page of the login. */
@Controller
@Profile("!local")
class LoginPage {

  @GetMapping(LoginPaths.LOGIN)
  String page() {
    return "forward:/login.html";
  }
}
