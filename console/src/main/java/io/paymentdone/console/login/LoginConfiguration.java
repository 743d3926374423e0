package io.paymentdone.console.login;

import io.paymentdone.web.problem.ProblemWriter;
import io.paymentdone.web.request.CrossOrigin;
import io.paymentdone.web.security.AccessManager;
import io.paymentdone.web.security.SecurityProblems;
import io.paymentdone.web.security.ServiceChain;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

/**
 * Configuration of the login. A request with an {@code Authorization} header, the login with the
 * form among them, goes to the chain that all services have, without a session; the others are
 * here.
 */
@Configuration(proxyBeanMethods = false)
@Profile("!local")
@EnableConfigurationProperties(LoginProperties.class)
class LoginConfiguration {

  @Bean
  BrowserSessions browserSessions(LoginProperties properties) {
    return new BrowserSessions(new LoginSessions(properties, Clock.systemUTC()));
  }

  @Bean
  LoginOptions loginOptions(LoginProperties properties, ObjectProvider<ProviderLogin> providers) {
    return new LoginOptions(
        properties.form(),
        providers.stream().map(ProviderLogin::offered).findFirst().orElse(List.of()));
  }

  /** Everything that browsers ask for. */
  @Bean
  @Order(0)
  SecurityFilterChain sessionsOfBrowsers(
      HttpSecurity http,
      BrowserSessions sessions,
      AccessManager access,
      ProblemWriter writer,
      SecurityProblems securityProblems,
      ObjectProvider<ProviderLogin> providers) {
    providers.ifAvailable(provider -> provider.configure(http));
    // Spring's own sessions are not used: they cannot be bounded as these must be.
    return ServiceChain.stateless(http)
        .securityMatcher(request -> request.getHeader(HttpHeaders.AUTHORIZATION) == null)
        .addFilterAfter(new SessionFilter(sessions), SecurityContextHolderFilter.class)
        .csrf(csrf ->
            csrf.csrfTokenRepository(new SessionCsrfTokens())
                // Not masked against BREACH: the token is in answers of /api/session only, which
                // repeat nothing of the request.
                .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler())
                .requireCsrfProtectionMatcher(
                    request -> CrossOrigin.isWrite(request) && LoginSession.of(request) != null))
        .exceptionHandling(refused ->
            refused
                .authenticationEntryPoint(new LoginEntryPoint(securityProblems))
                .accessDeniedHandler(new SessionDenied(writer, securityProblems)))
        .authorizeHttpRequests(requests ->
            ServiceChain.openHealth(requests)
                .requestMatchers(LoginPaths::isOpen)
                .permitAll()
                .anyRequest()
                .access(access))
        .build();
  }
}
