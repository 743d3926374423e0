package io.paymentdone.notification.webhook;

import static io.paymentdone.notification.webhook.MisbehavingServer.answering;
import static io.paymentdone.notification.webhook.TestEndpoints.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.notification.delivery.Delivery;
import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import io.paymentdone.notification.feed.FeedEntry;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import io.paymentdone.web.overload.Bulkhead;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** What the channel notes about endpoints, by its clock. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "notification.webhooks.secret-key=a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS0=")
@WithPostgresAndKafka
class WebhookChannelIntegrationTests {

  private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");

  @Autowired private JdbcClient jdbc;
  @Autowired private DataSource database;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private Bulkhead readers;
  @Autowired private EndpointRow row;
  @Autowired private WebhookProperties properties;
  @Autowired private SigningSecrets secrets;
  @Autowired private WebhookBody body;
  @Autowired private JsonMapper json;

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final AtomicReference<String> answer = new AtomicReference<>("HTTP/1.1 200 OK");
  private final MisbehavingServer server =
      new MisbehavingServer(
          connection -> answering(answer.get(), "Connection: close").serve(connection));
  private final WebhookClient client = TestEndpoints.client(Clock.systemUTC(), PATIENCE);
  private volatile boolean databaseIsDown;
  private WebhookChannel channel;
  private int number;

  @BeforeEach
  void createEndpoint() {
    channel = new WebhookChannel(table(), client, body, clock);
    number =
        jdbc.sql(
                "insert into webhook_endpoint (owner, url, secret) values ('shop', ?, ?)"
                    + " returning number")
            .params(server.url().toString(), secrets.seal(secrets.create()))
            .query(Integer.class)
            .single();
  }

  @AfterEach
  void close() {
    jdbc.sql("delete from webhook_endpoint").update();
    client.close();
    server.close();
  }

  @Test
  void sendsToEnabledEndpoints() throws Exception {
    assertThat(channel.targets()).containsExactly(number);
    Delivery delivery = delivery(number);

    assertThat(channel.send(delivery)).isEqualTo(new Delivered(200));

    assertThat(server.requests()).hasSize(1);
    assertThat(server.requests().getFirst().header("webhook-id"))
        .isEqualTo(delivery.id().toString());
    assertThat(server.requests().getFirst().body()).isEqualTo(body.of(delivery));
  }

  @Test
  void sendsNothingToAnEndpointThatIsGone() throws Exception {
    assertThat(channel.targets()).hasSize(1);
    jdbc.sql("update webhook_endpoint set enabled = false").update();
    assertThat(channel.targets()).isEmpty();

    assertThat(send()).isEqualTo(new Withheld());
    assertThat(server.connections()).isZero();
  }

  @Test
  void notesFailuresOnceAMinute() throws Exception {
    channel.targets();
    answer.set("HTTP/1.1 500 x");

    send();
    assertThat(failingSince()).isEqualTo(START);
    jdbc.sql("update webhook_endpoint set failing_since = null").update();

    now.set(START.plusSeconds(59));
    send();
    assertThat(failingSince()).isNull();

    now.set(START.plusSeconds(60));
    send();
    assertThat(failingSince()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void notesASuccessAfterAFailureThatNoPollHasSeen() throws Exception {
    channel.targets();
    answer.set("HTTP/1.1 500 x");
    send();
    answer.set("HTTP/1.1 200 OK");

    send();

    assertThat(failingSince()).isNull();
    answer.set("HTTP/1.1 500 x");
    now.set(START.plusSeconds(1));
    send();
    assertThat(failingSince()).isEqualTo(START.plusSeconds(1));
  }

  @Test
  void notesASuccessAfterFailuresOfOthers() throws Exception {
    jdbc.sql("update webhook_endpoint set failing_since = now()").update();
    channel.targets();

    send();

    assertThat(failingSince()).isNull();
  }

  @Test
  void notesNoSuccessOfAnEndpointThatDoesNotFail() throws Exception {
    channel.targets();
    jdbc.sql("update webhook_endpoint set failing_since = now()").update();

    send();

    assertThat(failingSince()).isNotNull();
  }

  @Test
  void disablesAnEndpointThatIsGoneForGood() throws Exception {
    channel.targets();
    answer.set("HTTP/1.1 410 Gone");

    assertThat(send()).isEqualTo(new Failed(410, "status 410 (Gone)", null, false));

    assertThat(
            jdbc.sql(
                    "select enabled || ', ' || disabled_reason from webhook_endpoint where number ="
                        + " ?")
                .param(number)
                .query((row, n) -> row.getString(1))
                .single())
        .isEqualTo("false, it answered 410 Gone");
    assertThat(send()).isEqualTo(new Withheld());
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void disablesNoEndpointThatHasAnotherUrlByNow() throws Exception {
    channel.targets();
    jdbc.sql("update webhook_endpoint set url = 'https://new.example/'").update();
    answer.set("HTTP/1.1 410 Gone");

    assertThat(send()).isEqualTo(new Failed(410, "status 410 (Gone)", null, false));

    assertThat(channel.targets()).containsExactly(number);
  }

  @Test
  void keepsTheOutcomeIfTheDatabaseIsDown() throws Exception {
    jdbc.sql("update webhook_endpoint set failing_since = now()").update();
    channel.targets();
    databaseIsDown = true;

    assertThat(send()).isEqualTo(new Delivered(200));
    answer.set("HTTP/1.1 410 Gone");
    assertThat(send()).isEqualTo(new Failed(410, "status 410 (Gone)", null, false));
  }

  private Outcome send() throws InterruptedException {
    return channel.send(delivery(number));
  }

  private @Nullable Instant failingSince() {
    return jdbc.sql("select failing_since from webhook_endpoint where number = ?")
        .param(number)
        .query((row, n) -> row.getTimestamp(1))
        .optional()
        .map(java.sql.Timestamp::toInstant)
        .orElse(null);
  }

  private EndpointTable table() {
    DataSource deliveries =
        new DelegatingDataSource(database) {
          @Override
          public Connection getConnection() throws SQLException {
            if (databaseIsDown) {
              throw new SQLException("down", "08001");
            }
            return super.getConnection();
          }
        };
    return new EndpointTable(jdbc, deliveries, transactions, readers, row, properties, json, clock);
  }

  private static Delivery delivery(int target) {
    return new Delivery(
        UUID.randomUUID(),
        target,
        1,
        null,
        new FeedEntry(
            UUID.randomUUID(),
            "user1",
            UUID.randomUUID(),
            1250,
            "EUR",
            null,
            START,
            START,
            1,
            42,
            "notification-service-1",
            null,
            false));
  }
}
