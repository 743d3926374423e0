package io.paymentdone.web.requestid;

import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Configuration for ids of requests. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class RequestIdAutoConfiguration {

  /** Behind the filter that answers ordinary payments, which have no log lines. */
  @Bean
  @FilterRegistration(order = Ordered.HIGHEST_PRECEDENCE + 1)
  RequestIdLogFilter requestIdLogFilter() {
    return new RequestIdLogFilter();
  }

  /** Configuration for the header of answers. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(Tomcat.class)
  static class Answers {

    /** Before other valves, since valves are called in the order in which they are added. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> requestIdValve() {
      return factory -> factory.addEngineValves(new RequestIdValve());
    }
  }
}
