package io.paymentdone.web.openapi;

import io.paymentdone.web.security.AccessRules;
import io.swagger.v3.core.converter.ModelConverter;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Configuration for the OpenAPI document, which a service's own annotations fill. */
@AutoConfiguration
@ConditionalOnClass(GlobalOpenApiCustomizer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class OpenApiAutoConfiguration {

  @Bean
  GlobalOperationCustomizer documentedProblems() {
    return new DocumentedProblems();
  }

  @Bean
  ModelConverter documentedRecords() {
    return new DocumentedRecords();
  }

  @Bean
  GlobalOpenApiCustomizer documentedAccess(ObjectProvider<AccessRules> rules) {
    return new DocumentedAccess(rules.getIfAvailable(AccessRules::table));
  }

  @Bean
  GlobalOpenApiCustomizer documentedService() {
    return new DocumentedService();
  }
}
