package io.paymentdone.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WithoutServers
class StaticFilesTests {

  @Autowired MockMvcTester http;

  @ParameterizedTest
  @ValueSource(
      strings = {"/index.html", "/lab.html", "/js/main.js", "/css/console.css", "/icon.svg"})
  void areCachedAndRevalidated(String file) {
    MvcTestResult first = http.get().uri(file).exchange();
    assertThat(first).hasStatusOk().hasHeader("Cache-Control", "no-cache");
    String etag = Objects.requireNonNull(first.getResponse().getHeader("ETag"));
    assertThat(etag).startsWith("W/\"");

    assertThat(http.get().uri(file).header("If-None-Match", etag)).hasStatus(304);
  }
}
