package io.paymentdone.notification.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.OwnServers;
import io.paymentdone.notification.Replica;
import io.paymentdone.notification.delivery.Receiver;
import io.paymentdone.notification.delivery.Webhooks;
import io.paymentdone.notification.email.MailReceiver.Conduct;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * One replica and a mail server that misbehaves; each test has a database and a group, which reads
 * the events of the tests before it too.
 */
class EmailDeliveryIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String GONE = "the user is not subscribed any more";

  @TempDir private static Path directory;
  private static OwnServers servers;

  private final String name = "e" + UUID.randomUUID().toString().substring(0, 8);
  private final String user = "user-" + UUID.randomUUID();
  private final String other = "user-" + UUID.randomUUID();
  private final MailReceiver receiver = new MailReceiver();
  private JdbcClient jdbc;
  private Replica replica;

  @BeforeAll
  static void startServers() {
    servers = new OwnServers(directory);
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @BeforeEach
  void startReplica() {
    servers.postgres().createDatabases(List.of(name));
    jdbc = servers.jdbc(name);
    replica =
        new Replica(
            "replica",
            servers.postgres().jdbcUrl(name),
            servers.kafka().bootstrapServers(),
            List.of(
                "spring.kafka.consumer.group-id=" + name,
                "spring.mail.host=127.0.0.1",
                "spring.mail.port=" + receiver.port(),
                "notification.email.time-out=2s",
                "notification.deliveries.schedule=" + "200ms,".repeat(19) + "200ms"));
  }

  @AfterEach
  void stop() {
    receiver.close();
    replica.close();
  }

  @Test
  void sendsToSubscribersOnly() {
    subscribe(user);
    subscribe(other, "{\"email\":{\"address\":\"x@example.com\",\"enabled\":false}}");

    send(user, 1, 2, 3);
    send(other, 1);
    send("nobody", 1);

    await().atMost(PATIENCE).until(() -> receiver.lastSequence(user) == 3);
    assertThat(receiver.violations()).isEmpty();
    await()
        .atMost(PATIENCE)
        .until(() -> states(user).equals(List.of("DELIVERED", "DELIVERED", "DELIVERED")));
    JsonNode first = deliveries(user).getFirst();
    assertThat(first.path("channel").asString()).isEqualTo("email");
    assertThat(first.get("endpointId").isNull()).isTrue();
    assertThat(first.at("/attempts/0/status").asInt()).isEqualTo(250);
    assertThat(count("notification")).isGreaterThanOrEqualTo(5);
    assertThat(count("delivery")).isEqualTo(3);
    assertThat(count("lane")).isOne();
  }

  /** Nothing is cached: the plain statement of the consumer looks for subscriptions too. */
  @Test
  void countsFromTheAnswerToItsPut() {
    for (int n = 0; n < 20; n++) {
      subscribe(user + n);
      send(user + n, 1);
    }

    await().atMost(PATIENCE).until(() -> receiver.taken() == 20);
    assertThat(receiver.violations()).isEmpty();
  }

  @Test
  void keepsTheMessageIdOverAttempts() throws MessagingException {
    AtomicInteger attempts = new AtomicInteger();
    receiver.conduct(
        address -> attempts.incrementAndGet() <= 2 ? Conduct.TAKE_AND_RESET : Conduct.TAKE);
    subscribe(user);

    send(user, 1);

    await().atMost(PATIENCE).until(() -> states(user).equals(List.of("DELIVERED")));
    List<MimeMessage> messages = receiver.messages();
    assertThat(messages).hasSize(3);
    String id = "<" + deliveries(user).getFirst().path("id").asString() + "@payment-done.example>";
    for (MimeMessage message : messages) {
      assertThat(message.getMessageID()).isEqualTo(id);
      assertThat(message.getSentDate()).isEqualTo(messages.getFirst().getSentDate());
    }
  }

  @Test
  void endsAHardBounceAtOnceAndGoesOn() {
    AtomicInteger attempts = new AtomicInteger();
    receiver.conduct(
        address -> attempts.incrementAndGet() == 1 ? Conduct.NO_SUCH_USER : Conduct.TAKE);
    subscribe(user);

    send(user, 1, 2);

    await().atMost(PATIENCE).until(() -> states(user).equals(List.of("DEAD", "DELIVERED")));
    JsonNode dead = deliveries(user).getFirst();
    assertThat(dead.path("attempts").size()).isOne();
    assertThat(dead.at("/attempts/0/status").asInt()).isEqualTo(550);
    assertThat(dead.at("/attempts/0/error").asString())
        .isEqualTo("the mail server refused the recipient: 550 5.1.1");
    assertThat(receiver.violations())
        .as("the hole can be seen")
        .singleElement()
        .asString()
        .contains("sequence=2", "after sequence 0");

    Api.Answer retried = replica.api().post("/deliveries/" + dead.path("id").asString() + "/retry");

    assertThat(retried.status()).isEqualTo(202);
    await().atMost(PATIENCE).until(() -> states(user).equals(List.of("DELIVERED", "DELIVERED")));
    assertThat(replica.api().post("/deliveries/" + dead.path("id").asString() + "/retry").status())
        .isEqualTo(409);
    assertThat(metric("notification_deliveries_attempts_total", "outcome=\"dead\"")).isEqualTo(1);
  }

  @Test
  void sendsNothingAnyMoreToWhoeverEndsIt() {
    receiver.conduct(address -> Conduct.MAILBOX_BUSY);
    subscribe(user);
    subscribe(other);
    send(user, 1, 2);
    send(other, 1);
    await()
        .atMost(PATIENCE)
        .until(() ->
            states(user).equals(List.of("WAITING", "WAITING"))
                && states(other).equals(List.of("WAITING")));

    HttpRequest.Builder end =
        HttpRequest.newBuilder(replica.api().uri("/subscriptions/" + user)).DELETE();
    assertThat(replica.api().send(end).statusCode()).isEqualTo(204);
    subscribe(other, "{\"email\":{\"address\":\"new@example.com\"}}");
    receiver.conduct(
        address -> address.equals("new@example.com") ? Conduct.TAKE : Conduct.MAILBOX_BUSY);

    await().atMost(PATIENCE).until(() -> states(user).equals(List.of("DEAD", "DEAD")));
    assertThat(deliveries(user))
        .extracting(it -> it.path("attempts").values().stream().toList().getLast())
        .extracting(it -> it.path("error").asString())
        .containsOnly(GONE);
    await().atMost(PATIENCE).until(() -> states(other).equals(List.of("DELIVERED")));
    assertThat(count("lane where user_id = '" + user + "'")).as("keeps its counter").isOne();
  }

  @Test
  void keepsEachUsersOrderWhileMailsFail() {
    int users = 150;
    int rounds = 4;
    Random random = new Random(7);
    IntStream.range(0, users).forEach(n -> subscribe("order-" + n));
    receiver.conduct(address -> conduct(random));

    for (int round = 1; round <= rounds; round++) {
      int amount = round;
      List<ProducerRecord<byte[], byte[]>> records =
          new ArrayList<>(
              IntStream.range(0, users)
                  .mapToObj(n -> Events.record(Events.event("order-" + n, amount)))
                  .toList());
      Collections.shuffle(records, random);
      Events.send(servers.template(), records);
    }

    await()
        .atMost(PATIENCE.multipliedBy(2))
        .untilAsserted(() -> assertThat(receiver.taken()).isEqualTo(users * rounds));
    assertThat(receiver.violations()).isEmpty();
    assertThat(receiver.repeatedAfterAnswer()).isZero();
    assertThat(IntStream.range(0, users).mapToLong(n -> receiver.lastSequence("order-" + n)))
        .containsOnly((long) rounds);
  }

  @Test
  void holdsUpNoWebhookWhileTheMailServerHangs() {
    holdsUpNoWebhookWhile(address -> Conduct.HANG);
  }

  @Test
  void holdsUpNoWebhookWhileTheMailServerDrips() {
    holdsUpNoWebhookWhile(address -> Conduct.DRIP);
  }

  @Test
  void holdsUpNoWebhookWhileTheMailServerRefuses() {
    holdsUpNoWebhookWhile(address -> Conduct.CLOSING);
  }

  private void holdsUpNoWebhookWhile(Function<String, Conduct> conduct) {
    int users = 100;
    IntStream.range(0, users).forEach(n -> subscribe(user + n));
    receiver.conduct(conduct);
    try (Receiver webhooks = new Receiver()) {
      webhooks.secret(Webhooks.create(replica.api(), webhooks.url()));

      IntStream.range(0, users).forEach(n -> send(user + n, 1, 2));

      await().atMost(Duration.ofSeconds(15)).until(() -> webhooks.taken() == 2 * users);
      assertThat(webhooks.violations()).isEmpty();
      assertThat(receiver.taken()).isZero();
    }
    await()
        .atMost(PATIENCE)
        .until(() -> metric("notification_deliveries_targets_paused", "channel=\"email\"") == 1);
    receiver.conduct(address -> Conduct.TAKE);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(receiver.taken()).isEqualTo(2 * users));
    assertThat(receiver.violations()).isEmpty();
    assertThat(receiver.repeatedAfterAnswer()).isZero();
  }

  private static Conduct conduct(Random random) {
    int draw;
    synchronized (random) {
      draw = random.nextInt(100);
    }
    if (draw < 10) {
      return Conduct.MAILBOX_BUSY;
    }
    if (draw < 13) {
      return Conduct.CLOSING;
    }
    return draw < 20 ? Conduct.TAKE_AND_RESET : Conduct.TAKE;
  }

  private void subscribe(String to) {
    subscribe(to, "{\"email\":{\"address\":\"" + to + "@example.com\"}}");
  }

  private void subscribe(String to, String json) {
    assertThat(replica.api().put("/subscriptions/" + to, json).statusCode()).isEqualTo(200);
  }

  private void send(String to, long... amounts) {
    Events.send(servers.template(), to, LongStream.of(amounts));
  }

  private List<String> states(String of) {
    return deliveries(of).stream().map(it -> it.path("state").asString()).toList();
  }

  /** A user's deliveries, oldest first. */
  private List<JsonNode> deliveries(String of) {
    return replica
        .api()
        .get("/deliveries?userId=" + of)
        .body()
        .path("items")
        .valueStream()
        .sorted(Comparator.comparingLong(it -> it.path("sequence").asLong()))
        .toList();
  }

  private double metric(String name, String tag) {
    return replica
        .api()
        .text("/actuator/prometheus")
        .lines()
        .filter(line ->
            line.startsWith(name) && line.contains("channel=\"email\"") && line.contains(tag))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private long count(String of) {
    return jdbc.sql("select count(*) from " + of).query((row, number) -> row.getLong(1)).single();
  }
}
