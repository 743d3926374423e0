package io.paymentdone.web.requestid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class RequestIdTests {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "order-42",
        "4f0c7f2e-5d0a-4c53-9e6f-6f3a1b0f7d11",
        "01JD3ZK8A0000000000000000",
        "aGVsbG8/d29ybGQ=",
        "urn:a:b;c=d&e#f",
        "!~()[]{}<>%$@^*|"
      })
  void isTheCallersOwn(String own) {
    assertThat(of(own)).isEqualTo(own);
  }

  @Test
  void isTheCallersOwnUpToItsGreatestLength() {
    assertThat(of("x".repeat(128))).hasSize(128);
    assertThat(of("x".repeat(129))).hasSize(16);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\tb",
        "a\r\nSet-Cookie: b",
        "a\nb",
        "a\u0000b",
        "a\u007fb",
        "a,b",
        "\"a\"",
        "a'b",
        "a`b",
        "a\\b",
        "größe",
        "a\u2028b",
        "१२३"
      })
  void isOursIfTheCallersIsNotValid(String invalid) {
    assertThat(of(invalid)).matches("[0-9a-z]{16}");
  }

  /** A proxy may fold them into one line with a comma, which is not valid either. */
  @ParameterizedTest
  @ValueSource(strings = {"order-42", "order-43", ""})
  void isOursIfTheCallerSentTwo(String second) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.addHeader(RequestId.HEADER, "order-42");
    request.addHeader(RequestId.HEADER, second);

    assertThat(RequestId.of(request)).matches("[0-9a-z]{16}");
  }

  @Test
  void staysTheSameForOneRequest() {
    MockHttpServletRequest request = new MockHttpServletRequest();

    assertThat(RequestId.of(request)).isEqualTo(RequestId.of(request));
  }

  @Test
  void isAnotherForEachRequestAndDoesNotTellTheirNumber() {
    RequestIdSequence sequence = new RequestIdSequence();
    Set<String> ids = new HashSet<>();
    int inOrder = 0;
    String last = sequence.next();
    for (int i = 0; i < 100_000; i++) {
      String next = sequence.next();
      assertThat(ids.add(next)).isTrue();
      assertThat(RequestId.isValid(next)).isTrue();
      inOrder += next.compareTo(last) > 0 ? 1 : 0;
      last = next;
    }
    assertThat(inOrder).isBetween(49_000, 51_000);
    assertThat(new RequestIdSequence().next()).isNotIn(ids);
  }

  private static String of(String own) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.addHeader(RequestId.HEADER, own);
    return RequestId.of(request);
  }
}
