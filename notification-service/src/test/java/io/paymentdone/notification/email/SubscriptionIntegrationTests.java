package io.paymentdone.notification.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Api;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.mail.host=127.0.0.1")
@WithPostgresAndKafka
class SubscriptionIntegrationTests {

  private static final String BODY =
      "{\"email\":{\"address\":\"user1@example.com\",\"enabled\":true},\"language\":\"de\"}";

  @Autowired private JdbcClient jdbc;
  @Autowired private DataSource dataSource;
  @LocalServerPort private int port;

  private final String user = "user-" + UUID.randomUUID();

  @Test
  void storesAndShowsASubscription() {
    HttpResponse<String> stored = put("/" + user, BODY);

    assertThat(stored.statusCode()).isEqualTo(200);
    assertThat(stored.body()).isEqualTo(BODY);
    assertThat(api().text("/subscriptions/" + user)).isEqualTo(BODY);
    assertThat(put("/" + user, BODY).body()).as("again").isEqualTo(BODY);

    assertThat(put("/" + user, "{\"email\":{\"address\":\"new@example.com\"}}").body())
        .isEqualTo(
            "{\"email\":{\"address\":\"new@example.com\",\"enabled\":true},\"language\":\"en\"}");
    assertThat(
            jdbc.sql("select count(*) from subscription where user_id = ?")
                .param(user)
                .query(Long.class)
                .single())
        .isOne();
  }

  /** What waits because of a wrong address need not wait for hours more. */
  @Test
  void sendsWhatWaitsWhenTheAddressChanges() {
    put("/" + user, BODY);
    jdbc.sql(
            """
            insert into lane (target, user_id, last_sequence, last_id, due_at)
            values (1, ?, 1, uuidv7(), now() + interval '1 h')
            """)
        .param(user)
        .update();

    put("/" + user, BODY.replace("\"de\"", "\"en\""));
    assertThat(waits()).isTrue();

    put("/" + user, BODY.replace("user1@", "user2@"));
    assertThat(waits()).isFalse();
  }

  private boolean waits() {
    return jdbc.sql(
            "select coalesce(due_at > now() + interval '1 min', false) from lane where user_id = ?")
        .param(user)
        .query(Boolean.class)
        .single();
  }

  @Test
  void forgetsADeletedSubscription() {
    put("/" + user, BODY);

    assertThat(delete("/" + user).statusCode()).isEqualTo(204);
    assertThat(delete("/" + user).statusCode()).as("again").isEqualTo(204);

    Api.Answer answer = api().get("/subscriptions/" + user);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body().get("code").stringValue()).isEqualTo("not-found");
  }

  /** A path cannot hold them, or a firewall in front does not let them through. */
  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "a%3Bb", "..", "100%25", "a%5Cb", "%20", "%F0%9F%98%80"})
  void takesAnyUserInTheQuery(String id) {
    assertThat(put("?userId=" + id, BODY).statusCode()).isEqualTo(200);
    assertThat(api().text("/subscriptions?userId=" + id)).isEqualTo(BODY);
    assertThat(delete("?userId=" + id).statusCode()).isEqualTo(204);
    assertThat(api().get("/subscriptions?userId=" + id).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|/email",
        "{\"email\":null}|/email",
        "{\"email\":{}}|/email/address",
        "{\"email\":{\"address\":null}}|/email/address",
        "{\"email\":{\"address\":\"\"}}|/email/address",
        "{\"email\":{\"address\":\"a@b, c@d\"}}|/email/address",
        "{\"email\":{\"address\":\"a@b\\r\\nBcc: c@d\"}}|/email/address",
        "{\"email\":{\"address\":\"a@b\\u0000\"}}|/email/address",
        "{\"email\":{\"address\":\"Name <a@b>\"}}|/email/address",
        "{\"email\":{\"address\":1}}|/email/address",
        "{\"email\":{\"address\":\"a@b\",\"enabled\":\"true\"}}|/email/enabled",
        "{\"email\":{\"address\":\"a@b\",\"enabled\":1}}|/email/enabled",
        "{\"email\":{\"address\":\"a@b\",\"other\":1}}|/email/other",
        "{\"email\":{\"address\":\"a@b\"},\"language\":\"it\"}|/language",
        "{\"email\":{\"address\":\"a@b\"},\"language\":\"DE\"}|/language",
        "{\"email\":{\"address\":\"a@b\"},\"other\":1}|/other",
        "{\"email\":\"a@b\"}|/email"
      })
  void namesTheWrongField(String json, String pointer) {
    HttpResponse<String> answer = put("/" + user, json);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(
            JsonMapper.shared().readTree(answer.body()).get("errors").findValuesAsString("pointer"))
        .containsExactly(pointer);
    assertThat(api().get("/subscriptions/" + user).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?userId=", "?userId=%00", "?userId=%0D%0A"})
  void refusesAUserThatCannotBe(String query) {
    assertThat(put(query, BODY).statusCode()).isEqualTo(400);
    assertThat(api().get("/subscriptions" + query).status()).isEqualTo(400);
    assertThat(delete(query).statusCode()).isEqualTo(400);
  }

  /** Links in mails to the address before must not end those to the new one. */
  @Test
  void givesANewAddressANewLink() {
    put("/" + user, BODY);
    String token = token();
    put("/" + user, BODY.replace("\"de\"", "\"fr\""));
    assertThat(token()).isEqualTo(token);

    put("/" + user, BODY.replace("user1@", "new@"));

    assertThat(token()).isNotEqualTo(token);
    assertThat(unsubscribe(token).statusCode()).isEqualTo(404);
    assertThat(api().text("/subscriptions/" + user)).contains("\"enabled\":true");
  }

  @Test
  void endsBySubmittingThePageAndNotByReadingIt() {
    put("/" + user, BODY);

    HttpResponse<String> page =
        api().send(HttpRequest.newBuilder(api().uri("/unsubscribe/" + token())));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
    assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(api().text("/subscriptions/" + user)).contains("\"enabled\":true");

    for (int i = 0; i < 2; i++) {
      assertThat(unsubscribe(token()).statusCode()).isEqualTo(200);
      assertThat(api().text("/subscriptions/" + user)).contains("\"enabled\":false");
    }
  }

  /** A client that repeats its request must not undo what the user did meanwhile. */
  @Test
  void staysEndedUnlessAClientSaysOtherwise() {
    String silent = "{\"email\":{\"address\":\"user1@example.com\"},\"language\":\"de\"}";
    put("/" + user, silent);
    assertThat(api().text("/subscriptions/" + user)).contains("\"enabled\":true");
    unsubscribe(token());

    put("/" + user, silent);
    assertThat(api().text("/subscriptions/" + user)).contains("\"enabled\":false");
    put("/" + user, BODY);
    assertThat(api().text("/subscriptions/" + user)).contains("\"enabled\":true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAA", "%3Cscript%3E", "%00"})
  void knowsNoOtherLink(String token) {
    HttpResponse<String> page =
        api()
            .send(
                HttpRequest.newBuilder(api().uri("/unsubscribe/" + token))
                    .header("Accept-Language", "de"));
    assertThat(page.statusCode()).isIn(404, 400);
    assertThat(page.body()).doesNotContain("<script");
    assertThat(unsubscribe(token).statusCode()).isIn(404, 400);
  }

  /** Whoever has a link has no credentials, and must not take the turns of those who have. */
  @Test
  void leavesTheFeedItsTurns() throws Exception {
    put("/" + user, BODY);
    String token = token();
    List<CompletableFuture<HttpResponse<String>>> clicks = new ArrayList<>();
    try (Connection locking = dataSource.getConnection();
        Statement statement = locking.createStatement()) {
      locking.setAutoCommit(false);
      statement.execute("select 1 from subscription where user_id = '" + user + "' for update");
      for (int i = 0; i < 12; i++) {
        clicks.add(CompletableFuture.supplyAsync(() -> unsubscribe(token)));
      }
      await().until(() -> waitingForALock() > 0);

      for (int i = 0; i < 3; i++) {
        assertThat(api().get("/notifications?userId=" + user).status()).isEqualTo(200);
      }
      locking.rollback();
    }
    assertThat(clicks).allSatisfy(click -> assertThat(click.join().statusCode()).isIn(200, 503));
  }

  private int waitingForALock() {
    return jdbc.sql(
            "select count(*) from pg_stat_activity"
                + " where wait_event_type = 'Lock' and query like '%update subscription%'")
        .query(Integer.class)
        .single();
  }

  private String token() {
    return jdbc.sql("select unsubscribe_token from subscription where user_id = ?")
        .param(user)
        .query(String.class)
        .single();
  }

  private HttpResponse<String> unsubscribe(String token) {
    return api()
        .send(
            HttpRequest.newBuilder(api().uri("/unsubscribe/" + token))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click")));
  }

  private HttpResponse<String> put(String path, String json) {
    return api().put("/subscriptions" + path, json);
  }

  private HttpResponse<String> delete(String path) {
    return api().send(HttpRequest.newBuilder(api().uri("/subscriptions" + path)).DELETE());
  }

  private Api api() {
    return new Api(port);
  }
}
