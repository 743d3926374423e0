package io.paymentdone.web.security;

import static io.paymentdone.web.security.AccessRule.on;
import static io.paymentdone.web.security.Scope.ADMIN;
import static io.paymentdone.web.security.Scope.METRICS_READ;
import static io.paymentdone.web.security.Scope.NOTIFICATIONS_READ;
import static io.paymentdone.web.security.Scope.PAYMENTS_READ;
import static io.paymentdone.web.security.Scope.PAYMENTS_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletRequest;

class AccessRulesTests {

  private static final Caller READER = Caller.client("reader", Set.of(PAYMENTS_READ));
  private static final Caller WRITER = Caller.client("writer", Set.of(PAYMENTS_WRITE));
  private static final Caller USER = Caller.user("user1");

  private final AccessRules rules =
      AccessRules.table(
          on(HttpMethod.GET, "/payments/totals").clients(PAYMENTS_READ, NOTIFICATIONS_READ),
          on(HttpMethod.GET, "/payments/{id}").clients(PAYMENTS_READ).users(),
          on(HttpMethod.POST, "/payments").clients(PAYMENTS_WRITE));

  @Test
  void namesTheScopeThatIsMissing() {
    assertThat(refusal(READER, "POST", "/payments"))
        .isEqualTo("This needs the scope payments:write.");
    assertThat(refusal(Caller.client("none", Set.of()), "GET", "/payments/totals"))
        .isEqualTo("This needs one of the scopes payments:read, notifications:read.");
    assertThat(refusal(USER, "GET", "/payments/totals"))
        .isEqualTo(
            "This is for clients, not for users: with one of the scopes payments:read,"
                + " notifications:read.");
  }

  @Test
  void oneOfTheScopesIsEnoughAndAUsersRightIsNoClients() {
    assertThat(refusal(READER, "GET", "/payments/totals")).isNull();
    assertThat(refusal(READER, "GET", "/payments/1")).isNull();
    assertThat(refusal(WRITER, "POST", "/payments")).isNull();
    assertThat(refusal(WRITER, "GET", "/payments/1")).contains("payments:read");
  }

  @Test
  void aRuleIsForItsMethodAndPathOnly() {
    assertThat(refusal(WRITER, "PUT", "/payments")).isEqualTo("This needs the scope admin.");
    assertThat(refusal(WRITER, "HEAD", "/payments")).isEqualTo("This needs the scope admin.");
    assertThat(refusal(WRITER, "POST", "/payments/")).isEqualTo("This needs the scope admin.");
    assertThat(refusal(READER, "GET", "/payments/1/2")).isEqualTo("This needs the scope admin.");
  }

  @Test
  void aRuleSaysTheSameInEitherOrder() {
    AccessRules users = AccessRules.table(on("/**").users().clients(PAYMENTS_READ));

    assertThat(users.refusal(USER, new MockHttpServletRequest("GET", "/"))).isNull();
    assertThat(users.refusal(READER, new MockHttpServletRequest("GET", "/"))).isNull();
    assertThat(users.refusal(WRITER, new MockHttpServletRequest("GET", "/"))).isNotNull();
  }

  /** And so are its own rules before those that all services have. */
  @Test
  void aServiceMayCloseWhatIsOpenElsewhere() {
    AccessRules closed = AccessRules.table(on("/v3/**").clients(ADMIN));

    assertThat(closed.refusal(USER, new MockHttpServletRequest("GET", "/v3/api-docs"))).isNotNull();
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    assertThat(refusal(USER, "GET", "/payments/1")).isNull();
    assertThat(refusal(USER, "GET", "/payments/totals"))
        .startsWith("This is for clients, not for users");
    assertThat(refusal(READER, "HEAD", "/payments/1")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing", "/payments", "/payments/1/2", "/error"})
  void leavesWhatIsNotListedToAdmins(String path) {
    assertThat(refusal(READER, "DELETE", path)).isEqualTo("This needs the scope admin.");
    assertThat(refusal(USER, "DELETE", path)).isNotNull();
    assertThat(refusal(Caller.client("admin", Set.of(ADMIN)), "DELETE", path)).isNull();
  }

  @Test
  void showsMetricsToScrapersAndTheApiToAll() {
    Caller scraper = Caller.client("scraper", Set.of(METRICS_READ));
    for (String path : List.of("/actuator", "/actuator/info", "/actuator/prometheus")) {
      assertThat(refusal(scraper, "GET", path)).as(path).isNull();
      assertThat(refusal(READER, "GET", path))
          .as(path)
          .isEqualTo("This needs the scope metrics:read.");
      assertThat(refusal(USER, "GET", path)).as(path).isNotNull();
    }
    for (String path :
        List.of(
            "/v3/api-docs",
            "/v3/api-docs.yaml",
            "/v3/api-docs/swagger-config",
            "/swagger-ui.html",
            "/swagger-ui/index.html")) {
      assertThat(refusal(USER, "GET", path)).as(path).isNull();
      assertThat(refusal(Caller.client("none", Set.of()), "GET", path)).as(path).isNull();
    }
  }

  @Test
  void aRuleThatNamesNobodyLetsNobodyIn() {
    AccessRules none = AccessRules.table(on("/**").clients());

    assertThat(none.refusal(Caller.ANONYMOUS, new MockHttpServletRequest("GET", "/"))).isNotNull();
  }

  /** For documents, which name operations by templates of paths. */
  @Test
  void findsTheRuleOfAnOperation() {
    AccessRule one = rules.ruleFor(HttpMethod.GET, "/payments/{id}");
    AccessRule totals = rules.ruleFor(HttpMethod.GET, "/payments/totals");

    assertThat(one.scopes()).containsExactly(PAYMENTS_READ);
    assertThat(one.isForUsers()).isTrue();
    assertThat(totals.scopes()).containsExactly(PAYMENTS_READ, NOTIFICATIONS_READ);
    assertThat(totals.isForUsers()).isFalse();
    assertThat(rules.ruleFor(HttpMethod.DELETE, "/payments/{id}").scopes()).containsExactly(ADMIN);
  }

  /** A request that came past the filters is not taken for everybody's. */
  @Test
  void knowsNoCallerWhereNobodyWasAuthenticated() {
    assertThatIllegalStateException().isThrownBy(() -> Caller.of(null));
    assertThatIllegalStateException().isThrownBy(() -> Caller.of(() -> "shop"));
  }

  private @Nullable String refusal(Caller caller, String method, String path) {
    return rules.refusal(caller, new MockHttpServletRequest(method, path));
  }
}
