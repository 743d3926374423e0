package io.paymentdone.web.security;

import io.paymentdone.web.request.Probes;
import jakarta.servlet.DispatcherType;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;

/** What the chains of security filters have in common, those of a single service too. */
public final class ServiceChain {

  private static final String[] HEALTH =
      Stream.concat(Probes.PATHS.stream(), Stream.of("/actuator/health", "/actuator/health/**"))
          .toArray(String[]::new);

  private ServiceChain() {}

  /** Takes away what Spring Security would keep of a caller between two requests. */
  public static HttpSecurity stateless(HttpSecurity http) {
    return http.logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(AbstractHttpConfigurer::disable)
        .securityContext(context ->
            context.securityContextRepository(new RequestAttributeSecurityContextRepository()));
  }

  /** Lets everybody read health, and a request go on that was let in before. */
  public static AuthorizeHttpRequestsConfigurer<HttpSecurity>
          .AuthorizationManagerRequestMatcherRegistry
      openHealth(
          AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
              requests) {
    return requests
        .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
        .permitAll()
        .requestMatchers(HttpMethod.GET, HEALTH)
        .permitAll()
        .requestMatchers(HttpMethod.HEAD, HEALTH)
        .permitAll();
  }
}
