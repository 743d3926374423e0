package io.paymentdone.console.login;

import static io.paymentdone.console.login.Visitor.basic;
import static io.paymentdone.console.login.Visitor.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.ReadOnlyAddress;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.TestPropertySource;

/** The read-only port outside of the profile local. */
@WithLogin
@TestPropertySource(properties = "payment-done.console.read-only.port=0")
class ReadOnlyLoginTests {

  @Autowired ServletWebServerApplicationContext console;

  private Visitor visitor;

  @BeforeEach
  void visit() {
    visitor = new Visitor(ReadOnlyAddress.readOnly(console).getLocalPort());
  }

  @Test
  void nothingIsShownToStrangers() {
    assertThat(visitor.get("/api/session").statusCode()).isEqualTo(401);
    assertThat(visitor.get("/js/main.js").statusCode()).isEqualTo(401);
    assertThat(visitor.get("/livez").statusCode()).isEqualTo(403);
  }

  @Test
  void whoMayChangeThingsElsewhereMayNotHere() {
    String demo = basic("demo", "d:emö");
    HttpResponse<String> session = visitor.get("/api/session", HttpHeaders.AUTHORIZATION, demo);

    assertThat(session.statusCode()).isEqualTo(200);
    assertThat(json(session).path("name").stringValue()).isEqualTo("demo");
    assertThat(json(session).path("admin").booleanValue()).isFalse();
    assertThat(json(session).path("readOnly").booleanValue()).isTrue();
    HttpResponse<String> write =
        visitor.write("DELETE", "/api/traffic", HttpHeaders.AUTHORIZATION, demo);
    assertThat(write.statusCode()).isEqualTo(403);
    assertThat(json(write).path("code").stringValue()).isEqualTo("read-only-address");
  }
}
