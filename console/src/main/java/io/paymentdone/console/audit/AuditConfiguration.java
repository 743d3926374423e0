package io.paymentdone.console.audit;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Configuration of the audit log; in the profile local nobody has a name. */
@Configuration(proxyBeanMethods = false)
@Profile("!local")
class AuditConfiguration {

  /** Applied to every chain of security filters. */
  @Bean
  Customizer<HttpSecurity> auditOfWrites(
      @Qualifier("requestMappingHandlerMapping")
          ObjectProvider<RequestMappingHandlerMapping> handlers) {
    Operations operations = new Operations(() -> handlers.getObject().getHandlerMethods().keySet());
    return http ->
        http.addFilterAfter(new AuditFilter(operations), SecurityContextHolderFilter.class);
  }
}
