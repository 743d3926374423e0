package io.paymentdone.notification.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.web.problem.FieldProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTests {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user1@example.com",
        "first.last+payments@mail.example.co.uk",
        "o'brien@example.com",
        "!#$%&'*/=?^_`{|}~-@example.com",
        "user@xn--bcher-kva.example",
        "u@localhost"
      })
  void takesAMailbox(String address) {
    assertThat(MailAddress.check("/email/address", address)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user",
        "@example.com",
        "user@",
        "a@b@example.com",
        "a b@example.com",
        ".a@example.com",
        "a..b@example.com",
        "a@example..com",
        "a@.example.com",
        "a@exa_mple.com,b@example.com",
        "User <user@example.com>",
        "<user@example.com>",
        "user@example.com (comment)",
        "\"a b\"@example.com",
        "@relay.example,@other.example:user@example.com",
        "group:user@example.com;",
        "user@[127.0.0.1]",
        "user@example.com\r\nBcc: other@example.com",
        "user@example.com\nBcc:other@example.com",
        "user@example.com\u0000",
        "üser@example.com",
        "user@bücher.example",
        "user@example.com\u202e"
      })
  void refusesAnythingElse(String address) {
    assertThat(MailAddress.check("/email/address", address))
        .extracting(FieldProblem::pointer)
        .isEqualTo("/email/address");
  }

  @Test
  void limitsTheLength() {
    String domain = "@" + "a".repeat(60) + ".example.com";
    assertThat(MailAddress.check("/a", "l".repeat(64) + domain)).isNull();
    assertThat(MailAddress.check("/a", "l".repeat(65) + domain)).isNotNull();
    assertThat(MailAddress.check("/a", "l@" + "a.".repeat(126) + "aa")).isNotNull();
    assertThat(MailAddress.check("/a", null)).extracting(FieldProblem::code).isEqualTo("required");
  }
}
