package io.paymentdone.console.login;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.ConditionalOnOAuth2ClientRegistrationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Configuration of logins at OpenID providers, where there are registrations. */
@Configuration(proxyBeanMethods = false)
@Profile("!local")
@ConditionalOnOAuth2ClientRegistrationProperties
@EnableConfigurationProperties(OAuth2ClientProperties.class)
class ProviderConfiguration {

  @Bean
  LazyRegistrations clientRegistrations(OAuth2ClientProperties properties) {
    return new LazyRegistrations(properties);
  }

  @Bean
  ProviderLogin providerLogin(
      LazyRegistrations registrations, BrowserSessions sessions, LoginProperties properties) {
    return new ProviderLogin(
        registrations, sessions, new ProviderCallers(properties, registrations.ids()));
  }
}
