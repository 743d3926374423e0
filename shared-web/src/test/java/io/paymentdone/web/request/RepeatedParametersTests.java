package io.paymentdone.web.request;

import jakarta.servlet.Filter;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "api.credentials=shop:secret")
class RepeatedParametersTests {

  @LocalServerPort int port;

  RestTestClient client;

  @BeforeEach
  void connect() {
    client =
        RestTestClient.bindToServer()
            .baseUrl("http://localhost:" + port)
            .defaultHeaders(headers -> headers.setBasicAuth("shop", "secret"))
            .build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "userId=user1&userId=user2",
        "userId=user1&userId=user1",
        "userId=user1&userId",
        "userId=user1&limit=1&userId=user2"
      })
  void areRefused(String query) {
    client
        .get()
        .uri("/list?" + query)
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("invalid-request")
        .jsonPath("$.errors.length()")
        .isEqualTo(1)
        .jsonPath("$.errors[0].pointer")
        .isEqualTo("?userId")
        .jsonPath("$.errors[0].code")
        .isEqualTo("repeated");
  }

  @Test
  void areRefusedWhicheverWayTheirNameIsWritten() {
    client
        .get()
        .uri(URI.create("http://localhost:" + port + "/list?userId=a&user%49d=b"))
        .exchange()
        .expectStatus()
        .isBadRequest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"userId=user1,user2", "userId=user1&limit=1", "userId=user1&", "userId="})
  void areNotSeenWhereThereAreNone(String query) {
    client.get().uri("/list?" + query).exchange().expectStatus().isOk();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v3/api-docs", "/swagger-ui.html", "/swagger-ui/index", "/page.txt"})
  void areNoMatterOutsideTheApi(String path) {
    client.get().uri(path + "?a=1&a=2").exchange().expectStatus().isOk();
  }

  @Test
  void mayBeInAForm() {
    client
        .post()
        .uri("/form?userId=user1")
        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
        .body("item=a&item=b&userId=user1")
        .exchange()
        .expectStatus()
        .isOk();
  }

  /** A fault stays a fault: the error page is not a request of its own. */
  @Test
  void areNotBlamedForAFault() {
    client.get().uri("/broken?a=1&a=2").exchange().expectStatus().isEqualTo(500);
  }

  /** An API, and what stands for SpringDoc's. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class ListApplication {

    @Bean
    ListController listController() {
      return new ListController();
    }

    @Bean
    FilterRegistrationBean<Filter> brokenFilter() {
      FilterRegistrationBean<Filter> registration =
          new FilterRegistrationBean<>((request, response, chain) -> {
            throw new IllegalStateException("broken");
          });
      registration.addUrlPatterns("/broken");
      return registration;
    }
  }

  /** Its controller. */
  @RestController
  static class ListController {

    @GetMapping("/list")
    String list(@RequestParam String userId) {
      return userId;
    }

    @PostMapping("/form")
    String form() {
      return "taken";
    }

    @GetMapping({"/v3/api-docs", "/swagger-ui.html", "/swagger-ui/index"})
    String documentation() {
      return "documentation";
    }
  }
}
