package io.paymentdone.console;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/** Configuration of the header {@code Host}, which the local profile checks. */
@TestConfiguration(proxyBeanMethods = false)
public class LoopbackHost {

  @Bean
  MockMvcBuilderCustomizer hostHeader() {
    return mvc -> mvc.defaultRequest(get("/").header("Host", "localhost:8090"));
  }
}
