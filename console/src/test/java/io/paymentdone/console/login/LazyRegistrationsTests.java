package io.paymentdone.console.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.paymentdone.console.login.LoginOptions.OfferedProvider;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties.Registration;

class LazyRegistrationsTests {

  private final OAuth2ClientProperties properties = new OAuth2ClientProperties();

  @Test
  void offersThoseThatPeopleCanLogInWith() {
    register("corp", "Corp", null);
    register("partner", null, "authorization_code");
    register("batch", "Batch", "client_credentials");
    LazyRegistrations registrations = new LazyRegistrations(properties);

    assertThat(registrations.ids()).containsExactlyInAnyOrder("corp", "partner");
    assertThat(registrations.offered())
        .containsExactly(
            new OfferedProvider("Corp", "/oauth2/authorization/corp"),
            new OfferedProvider("partner", "/oauth2/authorization/partner"));
    assertThat(registrations.findByRegistrationId("batch")).isNull();
  }

  /** Whoever presses the button again and again would make the console ask as often. */
  @Test
  void leavesAProviderAloneForAMomentThatDidNotAnswer() {
    register("corp", "Corp", null);
    OAuth2ClientProperties.Provider away = new OAuth2ClientProperties.Provider();
    away.setIssuerUri("http://127.0.0.1:1");
    properties.getProvider().put("corp", away);
    LazyRegistrations registrations = new LazyRegistrations(properties);

    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> registrations.findByRegistrationId("corp"))
        .satisfies(failed ->
            assertThat(Objects.requireNonNull(failed.getMessage())).contains("127.0.0.1:1"));
    assertThatIllegalStateException()
        .isThrownBy(() -> registrations.findByRegistrationId("corp"))
        .withMessageContaining("a moment ago");
  }

  private void register(String id, @Nullable String name, @Nullable String grant) {
    Registration registration = new Registration();
    registration.setClientId("console");
    registration.setClientName(name);
    registration.setAuthorizationGrantType(grant);
    properties.getRegistration().put(id, registration);
  }
}
