package io.paymentdone.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.web.problem.FieldProblem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTests {

  private final AllowedAddresses external = allowing();
  private final WebhookUrl rule = new WebhookUrl(external);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example.com",
        "https://hooks.example.com/",
        "https://hooks.example.com:443/payments?token=a%20b&c",
        "https://hooks.example.com:8443/payments",
        "HTTPS://Hooks.Example.COM/payments",
        "https://xn--bcher-kva.example/payments",
        "https://127.0.0.1.example.com/",
        "https://localhost.example.com/",
        "https://internal.example.com/",
        "https://8.8.8.8/payments",
        "https://[2606:4700:4700::1111]/payments"
      })
  void takesAPublicUrl(String url) {
    assertThat(rule.check("/url", url)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://127.1/",
        "https://127.0.1/",
        "https://127.0.0.1./",
        "https://1.2.3.4.5/",
        "https://8.8.8.010/",
        "https://8.8.8.08/",
        "https://08.8.8.8/",
        "https://8.8.8/",
        "https://134744072/",
        "https://0.0.0.0/",
        "https://0/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::ffff:8.8.8.8]/",
        "https://[::127.0.0.1]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[2606:4700:4700::1111%25eth0]/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://100.100.100.200/",
        "https://168.63.129.16/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b::8.8.8.8]/",
        "https://[64:ff9b:1::a00:1]/",
        "https://[2002:7f00:1::]/",
        "https://localhost/",
        "https://LOCALHOST/",
        "https://localhost./",
        "https://a.localhost/",
        "https://intranet/",
        "https://printer.local/",
        "https://metadata.google.internal/",
        "https://METADATA.GOOGLE.INTERNAL/",
        "https://router.home.arpa/",
        "https://hooks.example.com./"
      })
  void refusesAHostThatIsNotPublicOrMayNotBe(String url) {
    assertThat(code(url)).isIn("host", "malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "http://hooks.example.com/, scheme",
    "ftp://hooks.example.com/, scheme",
    "//hooks.example.com/, scheme",
    "file:///etc/passwd, malformed",
    "mailto:a@example.com, malformed",
    "hooks.example.com, malformed",
    "https:hooks.example.com, malformed",
    "https://, malformed",
    "https:///payments, malformed",
    "'', malformed",
    "https://user@hooks.example.com/, malformed",
    "https://user:password@hooks.example.com/, malformed",
    "https://@hooks.example.com/, malformed",
    "https://hooks.example.com@127.0.0.1/, malformed",
    "https://hooks.example.com\\@127.0.0.1/, malformed",
    "https://hooks.example.com/#fragment, malformed",
    "https://hooks.example.com/#, malformed",
    "https://hooks.example.com/%zz, malformed",
    "https://127.0.0.1%2f.example.com/, malformed",
    "https://hooks_example.com/, malformed",
    "https://hooks.example.com:22/, port",
    "https://hooks.example.com:5432/, port",
    "https://hooks.example.com:9092/, port",
    "https://hooks.example.com:80/, port",
    "https://hooks.example.com:0/, port",
    "https://hooks.example.com:65979/, port",
    "https://hooks.example.com:-443/, malformed",
    "https://hooks.example.com:443:80/, malformed",
    "https://hooks.example.com/a b, character",
    "https://hooks.example.com/ä, character",
    "https://localhosｔ/, character",
    "https://①②⑦.⓪.⓪.①/, character"
  })
  void refusesAnythingElseThatIsWrong(String url, String code) {
    assertThat(code(url)).isEqualTo(code);
  }

  @Test
  void refusesControlCharactersAndWhatIsTooLong() {
    assertThat(code("https://hooks.example.com/\r\nHost: evil")).isEqualTo("character");
    assertThat(code("https://hooks.example.com/\u0000")).isEqualTo("character");
    String longest = "https://hooks.example.com/".concat("a".repeat(2048 - 26));
    assertThat(code(longest)).isNull();
    assertThat(code(longest + "a")).isEqualTo("length");
    assertThat(code(null)).isEqualTo("required");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:9000/",
        "http://LocalHost/",
        "https://127.0.0.1:5000/payments",
        "http://[::1]:9000/",
        "http://receiver:8080/"
      })
  void takesAnyPortAndHttpForListedHosts(String url) {
    assertThat(
            new WebhookUrl(allowing("localhost", "127.0.0.1", "[::1]", "Receiver")).check("", url))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example.com/",
        "http://127.0.0.2/",
        "http://user@localhost/",
        "http://localhost/#a",
        "http://localhost:0/",
        "http://localhost:65536/",
        "ftp://localhost/"
      })
  void isNoLessStrictElsewhereIfHostsAreListed(String url) {
    assertThat(new WebhookUrl(allowing("localhost", "127.0.0.1")).check("", url)).isNotNull();
  }

  /** What Boot's filter does not know is in the second half. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.0.0.1",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "169.254.169.254",
        "10.0.0.0",
        "10.255.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.0.0",
        "192.168.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "::127.0.0.1",
        "::10.0.0.1",
        "64:ff9b:1::a00:1",
        "3fff::1",
        "5f00::1",
        "168.63.129.16"
      })
  void refusesAnInternalAddress(String address) {
    assertThat(external.allows("hooks.example.com", InetAddress.ofLiteral(address))).isFalse();
    assertThat(allowing("receiver").allows("receiver", InetAddress.ofLiteral(address))).isTrue();
    assertThat(allowing("receiver").allows("other", InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:80b::200e"
      })
  void allowsAnExternalAddress(String address) {
    assertThat(external.allows("hooks.example.com", InetAddress.ofLiteral(address))).isTrue();
  }

  /** An address that a resolver returned carries the name that was asked for. */
  @Test
  void takesAnAddressForWhatItIsWhateverItsName() throws UnknownHostException {
    InetAddress loopback = InetAddress.getByAddress("hooks.example.com", new byte[] {127, 0, 0, 1});

    assertThat(external.allows("hooks.example.com", loopback)).isFalse();
  }

  private @Nullable String code(@Nullable String url) {
    FieldProblem problem = rule.check("/url", url);
    return problem == null ? null : problem.code();
  }

  private static AllowedAddresses allowing(String... hosts) {
    return new AllowedAddresses(TestEndpoints.properties(TestEndpoints.TIME_OUT, hosts));
  }
}
