package io.paymentdone.web.security;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.request.PublicForms;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** An API that tells who calls. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class EchoApplication {

  /** Tells who calls. */
  @RestController
  static class EchoController {

    @GetMapping("/caller")
    String read(HttpServletRequest request) {
      return caller(request);
    }

    @PostMapping({"/caller", "/forms/one"})
    String write(HttpServletRequest request) {
      return caller(request);
    }

    @GetMapping("/later")
    Callable<String> later(HttpServletRequest request) {
      String caller = caller(request);
      return () -> caller;
    }

    @GetMapping("/broken")
    String broken() {
      throw new IllegalStateException("the secret of /broken");
    }

    @PostMapping("/busy")
    String busy() {
      throw ProblemException.of(ProblemCode.OVERLOADED, "Try again.", Duration.ofSeconds(1));
    }

    @GetMapping("/unwritable")
    Unwritable unwritable() {
      return new Unwritable("the secret of /unwritable");
    }

    @GetMapping({"/livez", "/readyz", "/actuator/health", "/actuator/health/relay"})
    String up() {
      return "UP";
    }

    private static String caller(HttpServletRequest request) {
      return request.getUserPrincipal() == null
          ? "anonymous"
          : request.getUserPrincipal().getName();
    }
  }

  /** An answer that cannot be written when it has a reason for that. */
  record Unwritable(String reason) {

    @JsonProperty
    String value() {
      if (!reason.isEmpty()) {
        throw new IllegalStateException(reason);
      }
      return "written";
    }
  }

  /** What {@code /forms/one} is. */
  @Bean
  PublicForms forms() {
    return new PublicForms("/forms/");
  }

  /** Fails before any controller. */
  @Bean
  FilterRegistrationBean<Filter> brokenFilter() {
    FilterRegistrationBean<Filter> registration =
        new FilterRegistrationBean<>((request, response, chain) -> {
          throw new IllegalStateException("the secret of /broken-filter");
        });
    registration.addUrlPatterns("/broken-filter");
    return registration;
  }
}
