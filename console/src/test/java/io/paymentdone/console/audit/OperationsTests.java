package io.paymentdone.console.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.audit.Operations.Operation;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.util.pattern.PathPatternParser;

class OperationsTests {

  private final Operations operations =
      new Operations(() ->
          Set.of(
              mapping("/api/replicas/{n}", RequestMethod.DELETE),
              mapping("/api/replicas/all", RequestMethod.DELETE),
              mapping("/api/dead-letters/{id}/redrive", RequestMethod.POST),
              mapping("/api/users/{userId}", RequestMethod.DELETE),
              mapping("/api/{path}", RequestMethod.GET),
              mapping("/any")));

  private static RequestMappingInfo mapping(String path, RequestMethod... methods) {
    RequestMappingInfo.BuilderConfiguration patterns =
        new RequestMappingInfo.BuilderConfiguration();
    patterns.setPatternParser(new PathPatternParser());
    return RequestMappingInfo.paths(path).methods(methods).options(patterns).build();
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /api/replicas/7, DELETE /api/replicas/{n}",
    "DELETE, /api/replicas/all, DELETE /api/replicas/all",
    "PUT, /any, PUT /any",
    "POST, /api/replicas, POST (unknown path)",
    "DELETE, /api/ana, DELETE (unknown path)",
    "POST, /ana, POST (unknown path)"
  })
  void namesTheTemplateAndNotThePath(String method, String path, String name) {
    assertThat(operation(method, path).name()).isEqualTo(name);
  }

  @Test
  void takesParametersThatNameNoUser() {
    MockHttpServletRequest request = new MockHttpServletRequest("DELETE", "/api/replicas/7");
    request.addParameter("mode", "kill");
    request.addParameter("userId", "ana");

    assertThat(operations.of(request).parameters()).isEqualTo(Map.of("n", "7", "mode", "kill"));
    assertThat(operation("DELETE", "/api/users/ana").parameters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ana@example.com", "a b", "a\nb", "a,b", "\u00fc", ""})
  void leavesOutWhatIsNoPlainWord(String value) {
    MockHttpServletRequest request = new MockHttpServletRequest("DELETE", "/api/replicas/7");
    request.addParameter("mode", value);

    assertThat(operations.of(request).parameters()).isEqualTo(Map.of("n", "7"));
  }

  @Test
  void leavesOutWhatIsTooLong() {
    assertThat(operation("POST", "/api/dead-letters/" + "a".repeat(64) + "/redrive").parameters())
        .isEqualTo(Map.of("id", "a".repeat(64)));
    assertThat(operation("POST", "/api/dead-letters/" + "a".repeat(65) + "/redrive").parameters())
        .isEmpty();
  }

  /** Tomcat throws for a query that it cannot decode. */
  @Test
  void namesARequestWhoseQueryCannotBeRead() {
    MockHttpServletRequest request =
        new MockHttpServletRequest("DELETE", "/api/replicas/7") {
          @Override
          public String getParameter(String name) {
            throw new IllegalStateException("cannot be decoded");
          }
        };

    assertThat(operations.of(request))
        .isEqualTo(new Operation("DELETE /api/replicas/{n}", Map.of("n", "7")));
  }

  private Operation operation(String method, String path) {
    return operations.of(new MockHttpServletRequest(method, path));
  }
}
