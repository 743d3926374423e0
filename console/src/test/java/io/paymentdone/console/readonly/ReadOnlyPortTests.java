package io.paymentdone.console.readonly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.ReadOnlyAddress;
import io.paymentdone.console.WithReadOnlyPort;
import io.paymentdone.testsupport.RawHttp;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@WithReadOnlyPort
class ReadOnlyPortTests {

  /** An address by which a phone comes. */
  private static final String ADDRESS = "192.0.2.7:8099";

  private static final String REFUSED = "HTTP/1.1 403 ";

  @LocalServerPort int ordinaryPort;
  @Autowired ServletWebServerApplicationContext console;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping handlers;

  private int port;

  @BeforeEach
  void findThePort() {
    port = ReadOnlyAddress.readOnly(console).getLocalPort();
  }

  private static String ask(int port, String methodAndPath, String host) {
    String request = methodAndPath + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    return new RawHttp(port, Duration.ofSeconds(15)).exchange(request.getBytes(US_ASCII));
  }

  private String ask(String methodAndPath) {
    return ask(port, methodAndPath, ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET /?group=notification-service",
        "HEAD /index.html",
        "GET /lab.html",
        "GET /icon.svg",
        "GET /js/main.js",
        "GET /css/console.css",
        "GET /api/session",
        "HEAD /api/group/stream?id=notification-service"
      })
  void showsThePage(String methodAndPath) {
    assertThat(ask(methodAndPath)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void tellsThePageThatNothingCanBeChanged() {
    assertThat(ask("GET /api/session"))
        .contains("\"name\":null", "\"admin\":false", "\"readOnly\":true");
    assertThat(ask(ordinaryPort, "GET /api/session", "localhost"))
        .contains("\"name\":null", "\"admin\":true", "\"readOnly\":false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /api/traffic",
        "DELETE /api/traffic",
        "DELETE /api/replicas/1?mode=kill",
        "PUT /api/receiver",
        "POST /receiver/webhook",
        "OPTIONS /api/poison",
        "POST /",
        "get /",
        "GET /login",
        "POST /login",
        "GET /actuator",
        "GET /actuator/health",
        "GET /actuator/prometheus",
        "GET /livez",
        "GET /v3/api-docs",
        "GET /swagger-ui.html",
        "GET /swagger-ui/index.html",
        "GET /nowhere",
        // Written in another way.
        "GET //api/addresses",
        "GET /js/../api/addresses",
        "GET /js/%2e%2e/api/addresses",
        "GET /%61pi/session",
        "GET /api/session;a=b",
        "GET /api/rebalances/../addresses",
        "GET /api/payments/1/2",
        "GET /js/MAIN.js"
      })
  void refusesWhateverIsNotLooking(String methodAndPath) {
    assertThat(ask(methodAndPath))
        .startsWith(REFUSED)
        .contains("\"code\":\"read-only-address\"", "\"retryable\":false");
  }

  /** Whatever the console can do, this port does not. */
  @Test
  void refusesEveryWriteThatThereIs() {
    List<String> writes =
        mappings()
            .flatMap(mapping ->
                paths(mapping)
                    .flatMap(path ->
                        mapping.getMethodsCondition().getMethods().stream()
                            .filter(method -> method != RequestMethod.GET)
                            .map(method -> method + " " + path)))
            .toList();

    assertThat(writes).hasSizeGreaterThan(15).contains("DELETE /api/replicas/1");
    assertThat(writes).allSatisfy(write -> assertThat(ask(write)).startsWith(REFUSED));
  }

  /** A read that the console learns later is refused until it is listed here, too. */
  @Test
  void answersTheseReadsAndNoOther() {
    Set<String> answered = new TreeSet<>();
    mappings()
        .filter(mapping -> mapping.getMethodsCondition().getMethods().contains(RequestMethod.GET))
        .flatMap(ReadOnlyPortTests::paths)
        // A stream has no end, but for HEAD.
        .filter(path -> !ask("HEAD " + path).startsWith(REFUSED))
        .forEach(answered::add);

    assertThat(answered)
        .containsExactly(
            "/api/followed",
            "/api/group/stream",
            "/api/groups",
            "/api/lab",
            "/api/lab/museum",
            "/api/lab/museum/stream",
            "/api/lab/protocols",
            "/api/lab/protocols/stream",
            "/api/lab/stream",
            "/api/ledger",
            "/api/partitions",
            "/api/payments/1",
            "/api/rebalances",
            "/api/rebalances/1",
            "/api/replicas",
            "/api/session",
            "/api/traffic");
  }

  private Stream<RequestMappingInfo> mappings() {
    return handlers.getHandlerMethods().keySet().stream();
  }

  private static Stream<String> paths(RequestMappingInfo mapping) {
    return Objects.requireNonNull(mapping.getPathPatternsCondition()).getPatterns().stream()
        .map(pattern -> pattern.getPatternString().replaceAll("\\{[^}]*}", "1"));
  }

  /** The name of a page that rebinds it to this machine is refused. */
  @Test
  void answersToAddressesAndNoNames() {
    assertThat(ask(port, "GET /api/session", "[2001:db8::7]:8099")).startsWith("HTTP/1.1 200 ");
    assertThat(ask(port, "GET /api/session", "192.0.2.7")).startsWith("HTTP/1.1 200 ");
    assertThat(ask(port, "GET /api/session", "localhost:8099")).startsWith("HTTP/1.1 200 ");
    for (String name : List.of("evil.example", "192.0.2.7.evil.example:8099", "192.0.2.7:x", "a")) {
      assertThat(ask(port, "GET /api/session", name))
          .as(name)
          .startsWith("HTTP/1.1 4")
          .doesNotContain("\"admin\"");
    }
    assertThat(ask(port, "GET /api/session", "evil.example"))
        .startsWith("HTTP/1.1 421 ")
        .contains("foreign-host");
  }

  @Test
  void changesNothingAtTheOrdinaryPort() {
    assertThat(ask(ordinaryPort, "GET /api/session", ADDRESS)).startsWith("HTTP/1.1 421 ");
    assertThat(ask(ordinaryPort, "DELETE /api/traffic", "localhost"))
        .doesNotContain("read-only-address");
    assertThat(ask(ordinaryPort, "GET /livez", "localhost")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void hasTheLimitsOfTheOrdinaryPortAndFewerConnectionsOfItsOwn() {
    AbstractHttp11Protocol<?> ordinary = protocol(ReadOnlyAddress.ordinary(console));
    AbstractHttp11Protocol<?> readOnly = protocol(ReadOnlyAddress.readOnly(console));

    assertThat(readOnly.getClass()).isEqualTo(ordinary.getClass());
    assertThat(readOnly.getMaxConnections())
        .isLessThanOrEqualTo(256)
        .isLessThanOrEqualTo(ordinary.getMaxConnections());
    assertThat(readOnly.getMaxHttpRequestHeaderSize())
        .isEqualTo(ordinary.getMaxHttpRequestHeaderSize());
    assertThat(readOnly.getConnectionTimeout()).isEqualTo(ordinary.getConnectionTimeout());
    assertThat(readOnly.getAcceptCount()).isEqualTo(ordinary.getAcceptCount());
    assertThat(readOnly.getCompressibleMimeTypes()).isEqualTo(ordinary.getCompressibleMimeTypes());
    assertThat(readOnly.getCompression()).isEqualTo(ordinary.getCompression()).isEqualTo("on");
    assertThat(readOnly.getExecutor()).isInstanceOf(ordinary.getExecutor().getClass());
    assertThat(readOnly.getAddress()).isNull();
    assertThat(Objects.requireNonNull(ordinary.getAddress()).isLoopbackAddress()).isTrue();
  }

  private static AbstractHttp11Protocol<?> protocol(Connector connector) {
    return (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
  }

  @Test
  void isNotThereUnlessItIsConfigured() {
    new ApplicationContextRunner()
        .withUserConfiguration(ReadOnlyConfiguration.class)
        .run(context ->
            assertThat(context)
                .doesNotHaveBean(ReadOnlyConnector.class)
                .doesNotHaveBean(ReadOnlyFilter.class));
  }
}
