package io.paymentdone.console.readonly;

import io.paymentdone.web.problem.ProblemWriter;
import io.paymentdone.web.request.FurtherHosts;
import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;

/**
 * Configuration of the read-only port. Outside of the profile {@code local} whoever comes by it is
 * checked as everywhere; a browser logs in at the ordinary port, whose cookie is sent to both.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(ReadOnlyProperties.PORT)
@EnableConfigurationProperties(ReadOnlyProperties.class)
class ReadOnlyConfiguration {

  /** An address, not a name: {@code 192.0.2.7} or {@code [2001:db8::7]}, with a port or not. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");

  @Bean
  ReadOnlyConnector readOnlyConnector(ReadOnlyProperties properties) {
    return new ReadOnlyConnector(properties);
  }

  /** Before any other filter decides about the request. */
  @Bean
  @FilterRegistration(order = Ordered.HIGHEST_PRECEDENCE + 9)
  ReadOnlyFilter readOnlyFilter(ProblemWriter problems) {
    return new ReadOnlyFilter(problems);
  }

  /**
   * By this port the local stack answers to addresses too, by which phones come. A page that
   * rebinds its own name to this machine (DNS rebinding) sends that name, and is refused.
   */
  @Bean
  @Profile("local")
  FurtherHosts addressesByTheReadOnlyPort() {
    return request -> {
      String host = request.getHeader(HttpHeaders.HOST);
      return ReadOnlyPort.isUsedBy(request) && host != null && ADDRESS.matcher(host).matches();
    };
  }
}
