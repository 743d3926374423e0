package io.paymentdone.web.security;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.paymentdone.web.problem.ProblemAutoConfiguration;
import io.paymentdone.web.problem.ProblemWriter;
import io.paymentdone.web.request.PublicForms;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Configuration for who may call: everybody in the profile {@code local}; elsewhere configured
 * clients by HTTP Basic, and clients and users by bearer tokens, each as the service's {@link
 * AccessRules} say. Everything is denied that is not allowed there or here, or a form for everybody
 * ({@link PublicForms}).
 *
 * <p>Health is open, for probes have no credentials; it shows details to clients that may read
 * metrics. {@code info} and {@code prometheus} need credentials as the API does: metrics tell the
 * rate of payments, and every scraper knows HTTP Basic.
 */
@AutoConfiguration(
    after = ProblemAutoConfiguration.class,
    before = {ServletWebSecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(FailedLoginProperties.class)
public class ApiSecurityAutoConfiguration {

  private static final Logger log = LoggerFactory.getLogger(ApiSecurityAutoConfiguration.class);

  private final ProblemWriter writer;

  ApiSecurityAutoConfiguration(ProblemWriter writer) {
    this.writer = writer;
  }

  @Bean
  FailedLogins failedLogins(FailedLoginProperties properties) {
    return new FailedLogins(properties);
  }

  @Bean
  MeterBinder failedLoginMetrics(FailedLogins failedLogins) {
    return registry ->
        FunctionCounter.builder("http.rate.limited", failedLogins, FailedLogins::refused)
            .tag("kind", "address")
            .register(registry);
  }

  @Bean
  ApiClients apiClients(Environment environment) {
    return ApiClients.of(environment);
  }

  /** Nobody logs in past {@link CallerFilter}. Without it Spring Boot makes a user of its own. */
  @Bean
  AuthenticationManager nobodyElse() {
    return login -> {
      throw new ProviderNotFoundException("callers are known before anybody is asked for a login");
    };
  }

  @Bean
  @Profile("local")
  CallerCheck everybody() {
    return request -> Optional.of(Caller.ANONYMOUS);
  }

  @Bean
  @Profile("local")
  SecurityFilterChain openToLoopback(HttpSecurity http, FailedLogins failedLogins) {
    return withoutToken(http)
        .addFilterAt(
            new CallerFilter(
                request -> Caller.ANONYMOUS,
                new SecurityProblems(writer, failedLogins, false, false)),
            BasicAuthenticationFilter.class)
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }

  /** Configuration for callers that log in. */
  @Configuration(proxyBeanMethods = false)
  @Profile("!local")
  static class LoggedIn {

    private final ApiClients clients;
    private final @Nullable TokenProperties tokens;
    private final AccessRules rules;

    LoggedIn(Environment environment, ApiClients clients, ObjectProvider<AccessRules> rules) {
      this.clients = clients;
      this.tokens = TokenProperties.of(environment);
      this.rules = rules.getIfAvailable(AccessRules::table);
    }

    @Bean
    Callers callers(ResourceLoader resources, FailedLogins failedLogins) {
      return new Callers(
          clients, tokens == null ? null : BearerTokens.of(tokens, resources), rules, failedLogins);
    }

    @Bean
    SecurityProblems securityProblems(ProblemWriter writer, FailedLogins failedLogins) {
      return new SecurityProblems(writer, failedLogins, !clients.isEmpty(), tokens != null);
    }

    @Bean
    AccessManager accessManager() {
      return new AccessManager(rules);
    }

    @Bean
    SecurityFilterChain callersOnly(
        HttpSecurity http,
        Callers callers,
        SecurityProblems securityProblems,
        AccessManager access,
        ObjectProvider<PublicForms> forms) {
      if (clients.isEmpty() && tokens == null) {
        throw new InvalidApiCredentialsException("No client of the API is configured.");
      }
      // A comma in a password makes two clients of one: here that is seen.
      log.info("clients of the API: {}", clients.all());
      if (tokens != null) {
        log.info("bearer tokens of {} for {}", tokens.source(), tokens.audiences());
      }
      List<PublicForms> open = forms.stream().toList();
      return withoutToken(http)
          .addFilterAt(
              new CallerFilter(callers::authenticate, securityProblems),
              BasicAuthenticationFilter.class)
          .exceptionHandling(refused ->
              refused
                  .authenticationEntryPoint(securityProblems)
                  .accessDeniedHandler(securityProblems))
          .authorizeHttpRequests(requests ->
              ServiceChain.openHealth(requests)
                  .requestMatchers(request -> open.stream().anyMatch(form -> form.matches(request)))
                  .permitAll()
                  .anyRequest()
                  .access(access))
          .build();
    }
  }

  /** No session, no token: the filter that refuses pages of other origins stands in its place. */
  private static HttpSecurity withoutToken(HttpSecurity http) {
    return ServiceChain.stateless(http).csrf(AbstractHttpConfigurer::disable);
  }

  /** None of each filter's own: they took a fifth of a request's CPU time. The request's stays. */
  @Bean
  SecurityObservationSettings securityObservationSettings() {
    return SecurityObservationSettings.noObservations();
  }

  /** Checks URLs; methods and header values are the services' business, with answers of theirs. */
  @Bean
  HttpFirewall httpFirewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    firewall.setAllowedHeaderNames(name -> true);
    firewall.setAllowedHeaderValues(value -> true);
    firewall.setAllowedParameterNames(name -> true);
    return firewall;
  }

  /** Without one that is clearly meant, Spring Security silently takes its own. */
  @Bean
  @Primary
  RequestRejectedHandler requestRejectedHandler(FailedLogins failedLogins) {
    SecurityProblems problems = new SecurityProblems(writer, failedLogins, false, false);
    return (request, response, refused) -> problems.handle(request, response, refused);
  }
}
