package io.paymentdone.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** That every request is asked, in each profile, is shown where requests are sent to a server. */
class CrossOriginTests {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          POST,   Sec-Fetch-Site: cross-site
          PUT,    Sec-Fetch-Site: same-site
          DELETE, Sec-Fetch-Site: nonsense
          PATCH,  Origin: https://evil.example
          POST,   Origin: http://console.example.com.evil.example
          POST,   Origin: http://console.example.com:8091
          POST,   Origin: http://console.example.com
          POST,   Origin: null
          POST,   'Origin: http://console.example.com:8090 x'
          POST,   'Sec-Fetch-Site: cross-site|Origin: http://console.example.com:8090'
          POST,   'Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document'
          GET,    'Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: cors'
          GET,    'Sec-Fetch-Site: same-site|Sec-Fetch-Mode: no-cors'
          GET,    'Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: iframe'
          HEAD,   'Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document'
          OPTIONS, 'Sec-Fetch-Site: cross-site|Origin: https://evil.example'
          """)
  void refusesWhatAPageOfAnotherOriginAsksFor(String method, String headers) {
    assertThat(isForbidden(method, headers)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          POST, Sec-Fetch-Site: same-origin
          POST, Sec-Fetch-Site: none
          POST, 'Sec-Fetch-Site: same-origin|Origin: https://console.example.com'
          POST, Origin: http://console.example.com:8090
          POST, Origin: HTTP://CONSOLE.EXAMPLE.COM:8090
          GET,  'Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document'
          GET,  Origin: https://evil.example
          OPTIONS, Origin: https://evil.example
          """)
  void letsItsOwnPagesAndFollowedLinksPass(String method, String headers) {
    assertThat(isForbidden(method, headers)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE"})
  void letsProgramsPass(String method) {
    assertThat(isForbidden(method, "Accept: */*")).isFalse();
  }

  private static boolean isForbidden(String method, String headers) {
    MockHttpServletRequest request = new MockHttpServletRequest(method, "/api/traffic");
    request.addHeader("Host", "console.example.com:8090");
    for (String header : headers.split("\\|", -1)) {
      String[] parts = header.split(": ", 2);
      request.addHeader(parts[0], parts[1]);
    }
    return CrossOrigin.isForbidden(request);
  }
}
