package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemAutoConfiguration;
import io.paymentdone.web.problem.ProblemWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.apache.catalina.startup.Tomcat;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Configuration for what requests may look like. */
@AutoConfiguration(after = ProblemAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(RequestProperties.class)
public class RequestAutoConfiguration {

  @Bean
  StrictJson strictJson(JsonMapper json) {
    return new StrictJson(json);
  }

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  ServerHttpMessageConvertersCustomizer strictJsonConverter(StrictJson json) {
    return converters -> converters.withJsonConverter(new StrictJsonConverter(json));
  }

  @Bean
  @FilterRegistration(order = Ordered.HIGHEST_PRECEDENCE + 20)
  RequestBodyFilter requestBodyFilter(ProblemWriter problems, RequestProperties properties) {
    return new RequestBodyFilter(
        problems, properties, new BodyMemory(Runtime.getRuntime().maxMemory()));
  }

  /** The probes' paths are open to any name: probes call a pod by its address. */
  @Bean
  @Profile("!local")
  @FilterRegistration(order = Ordered.HIGHEST_PRECEDENCE + 10)
  AllowedHostsFilter allowedHostsFilter(ProblemWriter problems, RequestProperties properties) {
    return new AllowedHostsFilter(problems, properties.allowedHosts(), Probes.PATHS, List.of());
  }

  @Bean
  @FilterRegistration(order = Ordered.HIGHEST_PRECEDENCE + 11)
  SameOriginFilter sameOriginFilter(ProblemWriter problems) {
    return new SameOriginFilter(problems);
  }

  /** For the API's controllers, not for SpringDoc's; the actuator's are out of reach anyway. */
  @Bean
  WebMvcConfigurer repeatedParameters() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry
            .addInterceptor(new RepeatedParameters())
            .excludePathPatterns("/v3/api-docs/**", "/v3/api-docs.yaml", "/swagger-ui*/**");
      }
    };
  }

  /** Configuration for connections. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(Tomcat.class)
  static class Connections {

    @Bean
    BoundedConnections boundedConnections(RequestProperties properties, Environment environment) {
      return new BoundedConnections(properties, environment);
    }
  }

  /** Configuration for a developer's machine, where there is no authentication. */
  @Configuration(proxyBeanMethods = false)
  @Profile("local")
  static class Local {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    @Bean
    @FilterRegistration(order = Ordered.HIGHEST_PRECEDENCE + 10)
    AllowedHostsFilter loopbackHostsFilter(
        ProblemWriter problems, ObjectProvider<FurtherHosts> further) {
      return new AllowedHostsFilter(problems, LOOPBACK, Set.of(), further.stream().toList());
    }

    @Bean
    @FilterRegistration(order = Ordered.HIGHEST_PRECEDENCE + 12)
    LocalAccessFilter localAccessFilter(ProblemWriter problems, ObjectProvider<PublicForms> forms) {
      return new LocalAccessFilter(problems, forms.stream().toList());
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<ConfigurableWebServerFactory> loopbackOnly()
        throws UnknownHostException {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return factory -> factory.setAddress(loopback);
    }
  }
}
