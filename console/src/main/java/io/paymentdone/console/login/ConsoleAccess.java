package io.paymentdone.console.login;

import static io.paymentdone.web.security.AccessRule.on;

import io.paymentdone.web.security.AccessRules;
import io.paymentdone.web.security.Scope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/**
 * Who may do what at the console, however they have logged in. What is not listed, every write
 * above all, needs the scope {@code admin}.
 *
 * <p>The console shows the payments and feeds of all users, and what else it reads with credentials
 * of its own, the newest dead letters and its webhook endpoints among it: who may read payments or
 * feeds may read all of that. A client that may only pay may not, and a user never.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleAccess {

  private static final Scope[] READERS = {
    Scope.PAYMENTS_READ, Scope.NOTIFICATIONS_READ, Scope.ADMIN
  };

  @Bean
  AccessRules consoleAccessRules() {
    return AccessRules.table(
        on(HttpMethod.GET, "/").clients(READERS),
        on(HttpMethod.GET, "/index.html").clients(READERS),
        on(HttpMethod.GET, "/lab.html").clients(READERS),
        on(HttpMethod.GET, "/icon.svg").clients(READERS),
        on(HttpMethod.GET, "/js/**").clients(READERS),
        on(HttpMethod.GET, "/css/**").clients(READERS),
        on(HttpMethod.GET, "/api/**").clients(READERS),
        on(HttpMethod.OPTIONS, "/api/**").clients(READERS),
        on(HttpMethod.POST, LoginPaths.LOGIN).clients(READERS),
        on(HttpMethod.POST, LoginPaths.LOGOUT).clients(READERS));
  }
}
