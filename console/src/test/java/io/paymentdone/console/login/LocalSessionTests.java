package io.paymentdone.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** In the profile local nobody logs in, and everybody may change something. */
@WithoutServers
class LocalSessionTests {

  @Autowired MockMvcTester http;

  @Test
  void nobodyHasASession() {
    assertThat(http.get().uri("/api/session"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"name\":null,\"admin\":true,\"readOnly\":false,\"csrfToken\":null}");
    assertThat(http.get().uri("/login")).hasStatus(404);
    assertThat(http.get().uri("/")).hasStatusOk();
  }
}
