package io.paymentdone.console.login;

import io.paymentdone.console.audit.AuditLog;
import io.paymentdone.console.login.LoginOptions.OfferedProvider;
import io.paymentdone.console.workers.PrintableText;
import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.logging.RepeatedFailure;
import io.paymentdone.web.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** The login at the organisation's OpenID providers. */
final class ProviderLogin {

  private static final Logger log = LoggerFactory.getLogger(ProviderLogin.class);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  private final LazyRegistrations registrations;
  private final BrowserSessions sessions;
  private final ProviderCallers callers;
  private final PendingLogins pending = new PendingLogins(InstantSource.system());
  private final RationedLog failures = new RationedLog(Duration.ofMinutes(1));

  ProviderLogin(
      LazyRegistrations registrations, BrowserSessions sessions, ProviderCallers callers) {
    this.registrations = registrations;
    this.sessions = sessions;
    this.callers = callers;
  }

  /** For the page of the login. */
  List<OfferedProvider> offered() {
    return registrations.offered();
  }

  /** Adds the login to the chain that has the sessions. */
  void configure(HttpSecurity http) {
    ClientHttpRequestFactory requests = requests();
    http.oauth2Login(login ->
        login
            .clientRegistrationRepository(registrations)
            .authorizedClientRepository(new NoAuthorizedClients())
            .loginPage(LoginPaths.LOGIN)
            .authorizationEndpoint(begin -> begin.authorizationRequestRepository(pending))
            .tokenEndpoint(token -> token.accessTokenResponseClient(tokens(requests)))
            .userInfoEndpoint(
                info -> info.userService(users(requests)).oidcUserService(oidc(requests)))
            .successHandler(this::succeeded)
            .failureHandler(this::failed)
            .withObjectPostProcessor(
                new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                  @Override
                  public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(
                      F begin) {
                    begin.setAuthenticationFailureHandler(ProviderLogin.this::failed);
                    return begin;
                  }
                }));
  }

  /** The page of the login finds the session and goes on: see {@code SameSite=Strict}. */
  private void succeeded(
      HttpServletRequest request, HttpServletResponse response, Authentication person) {
    Caller caller = callers.of((OAuth2AuthenticationToken) person);
    sessions.begin(caller, request, response);
    LoginPaths.redirect(PendingLogins.next(request), response);
    AuditLog.write(
        caller.name(), "GET /login/oauth2/code/{provider}", response.getStatus(), request);
  }

  private void failed(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failed) {
    String code =
        failed instanceof OAuth2AuthenticationException known
            ? known.getError().getErrorCode()
            : "";
    String problem =
        switch (code) {
          case "access_denied" -> "cancelled";
          case "authorization_request_not_found" -> "expired";
          default -> "failed";
        };
    if (problem.equals("failed")) {
      // Parts of it may come from the provider, or from whoever sent the browser back.
      String causes = PrintableText.of(RepeatedFailure.causes(failed));
      failures
          .next()
          .ifPresent(unlogged ->
              log.warn(
                  "login at an OpenID provider failed: {}; {} more since the last such line",
                  causes,
                  unlogged));
    }
    LoginPaths.redirect(PendingLogins.next(request), problem, response);
  }

  private static ClientHttpRequestFactory requests() {
    JdkClientHttpRequestFactory requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
    requests.setReadTimeout(READ_TIMEOUT);
    return requests;
  }

  private static RestClientAuthorizationCodeTokenResponseClient tokens(
      ClientHttpRequestFactory requests) {
    RestClientAuthorizationCodeTokenResponseClient tokens =
        new RestClientAuthorizationCodeTokenResponseClient();
    tokens.setRestClient(
        RestClient.builder()
            .requestFactory(requests)
            .configureMessageConverters(converters ->
                converters
                    .addCustomConverter(new FormHttpMessageConverter())
                    .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
            .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
            .build());
    return tokens;
  }

  private static DefaultOAuth2UserService users(ClientHttpRequestFactory requests) {
    RestTemplate http = new RestTemplate(requests);
    http.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
    DefaultOAuth2UserService users = new DefaultOAuth2UserService();
    users.setRestOperations(http);
    return users;
  }

  private static OidcUserService oidc(ClientHttpRequestFactory requests) {
    OidcUserService users = new OidcUserService();
    users.setOauth2UserService(users(requests));
    return users;
  }
}
