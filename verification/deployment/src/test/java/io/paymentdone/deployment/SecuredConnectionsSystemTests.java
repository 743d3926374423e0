package io.paymentdone.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.paymentdone.servers.Trees;
import io.paymentdone.servers.process.ServiceProcess;
import io.paymentdone.testsupport.DeployedRoles;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * The system on a broker with TLS, SASL and rights, and on a PostgreSQL with TLS and rights,
 * configured as {@code docs/deployment.md} says.
 */
@TestMethodOrder(OrderAnnotation.class)
class SecuredConnectionsSystemTests {

  private static final Path DIRECTORY =
      DeploymentFiles.project().resolve("verification/deployment/target/secured");
  private static final String USER = "user1";
  private static final String PAYMENT_SERVICE = "payment-service";
  private static final String NOTIFICATION_SERVICE = "notification-service";
  private static final String TOPIC = "payment-done";
  private static final String POSTGRES_ELSEWHERE = "postgres-elsewhere";

  /** Seconds; longer than any pause between two attempts of a service. */
  private static final int PATIENCE = 30;

  private static final Api API = new Api();
  private static final Map<String, String> KAFKA_PASSWORDS =
      passwords(NOTIFICATION_SERVICE, "console");
  private static final Map<String, String> DATABASE_PASSWORDS =
      passwords(
          DeployedRoles.owner("payment"),
          DeployedRoles.application("payment"),
          DeployedRoles.RELAY,
          DeployedRoles.owner("notification"),
          DeployedRoles.application("notification"));

  private static Certificates certificates;
  private static Certificates others;

  /** A copy, to be replaced. */
  private static Path databaseAuthority;

  private static SecuredKafka kafka;
  private static SecuredPostgres postgres;
  private static SecuredServices services;

  @BeforeAll
  static void start() throws Exception {
    Trees.empty(DIRECTORY);
    certificates =
        Certificates.create(DIRECTORY.resolve("certificates"))
            .issue(SecuredKafka.BROKER)
            .issueForAnotherHost(SecuredKafka.ELSEWHERE)
            .issue(SecuredPostgres.NAME)
            .issueForAnotherHost(POSTGRES_ELSEWHERE)
            .issue(PAYMENT_SERVICE);
    others = Certificates.create(DIRECTORY.resolve("others")).issue(SecuredKafka.BROKER);
    databaseAuthority = Files.copy(certificates.authority(), DIRECTORY.resolve("database-ca.crt"));
    kafka = SecuredKafka.start(DIRECTORY.resolve("kafka"), certificates, others, KAFKA_PASSWORDS);
    postgres =
        SecuredPostgres.start(DIRECTORY.resolve("postgres"), certificates, DATABASE_PASSWORDS);
    Map<String, String> passwords = new HashMap<>(KAFKA_PASSWORDS);
    passwords.putAll(DATABASE_PASSWORDS);
    services =
        new SecuredServices(DIRECTORY, certificates, databaseAuthority, kafka, postgres, passwords);
    services.start();
  }

  @AfterAll
  static void stop() {
    if (services != null) {
      services.close();
    }
    if (kafka != null) {
      kafka.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private static Map<String, String> passwords(String... users) {
    Map<String, String> passwords = new HashMap<>();
    for (String user : users) {
      passwords.put(user, "secret-" + UUID.randomUUID());
    }
    return passwords;
  }

  @Test
  @Order(1)
  void aPaymentEndsInTheFeedAndTheConsoleShowsTheGroup() throws Exception {
    String id = pay();
    awaitInFeed(id);

    await()
        .atMost(PATIENCE, SECONDS)
        .untilAsserted(() -> {
          JsonNode group = get(services.console() + "/api/groups/" + NOTIFICATION_SERVICE);
          assertThat(group.path("state").stringValue()).isEqualTo("Stable");
          assertThat(group.path("members").findValuesAsString("clientId"))
              .containsExactly("notification-service-1");
          assertThat(group.path("members").path(0).path("partitions")).hasSize(3);
          assertThat(group.path("partitions").findValues("lag"))
              .hasSize(3)
              .allMatch(lag -> lag.longValue() == 0);
          assertThat(get(services.console() + "/api/payments/" + id).toString()).contains(USER);
        });
    assertThat(kafka.records("notification-group-events")).isPositive();
    JsonNode brokers = get(services.console() + "/api/brokers");
    assertThat(brokers.path("partitions")).hasSize(3);
    assertThat(brokers.path("minInSync").intValue()).isOne();
  }

  @Test
  @Order(2)
  void anInvalidRecordBecomesADeadLetterAndIsPutBack() throws Exception {
    kafka.write(TOPIC, USER, "no event".getBytes(UTF_8));
    await()
        .atMost(PATIENCE, SECONDS)
        .until(() -> kafka.records("payment-done-dlt") == 1 && deadLetters().size() == 1);
    long records = kafka.records(TOPIC);

    HttpResponse<String> redriven =
        post(
            services.console()
                + "/api/dead-letters/"
                + deadLetters().path(0).path("id").longValue()
                + "/redrive",
            "");

    assertThat(redriven.statusCode()).as(redriven.body()).isEqualTo(200);
    assertThat(kafka.records(TOPIC)).isEqualTo(records + 1);
  }

  /** It is fetched over a connection that Kafka's consumer does not open. */
  @Test
  @Order(3)
  void aRecordThatDoesNotFitIntoTheHeapIsADeadLetterToo() throws Exception {
    kafka.write(TOPIC, USER, new byte[SecuredServices.HEAP_MEGABYTES << 20]);

    await()
        .atMost(2 * PATIENCE, SECONDS)
        .until(() -> deadLetters().findValuesAsString("reason").contains("record-too-large"));
    assertThat(services.notificationLog()).contains("the next batches are read as a stream");
    awaitInFeed(pay());
  }

  @Test
  @Order(4)
  void everySessionWithPostgresIsEncrypted() throws Exception {
    assertThat(postgres.sessions())
        .containsOnlyKeys("notification_app", "payment_app", "payment_replication", "walsender")
        .allSatisfy((role, sessions) ->
            assertThat(sessions.encrypted()).as(role).isPositive().isEqualTo(sessions.all()));
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() ->
            DriverManager.getConnection(
                postgres.plainUrl("payment"), "payment_app", DATABASE_PASSWORDS.get("payment_app")))
        .withMessageContaining("no encryption");
  }

  /**
   * A connection that does not check it would appear while the services trust another authority.
   */
  @Test
  @Order(5)
  void everySessionWithPostgresChecksTheServersCertificate() throws Exception {
    trust(others.authority());
    try {
      assertNobodyConnects("PKIX path");
    } finally {
      trust(certificates.authority());
    }
    awaitPaymentsAgain();
  }

  /** With {@code sslmode=verify-ca} this server would do: it has a certificate of the authority. */
  @Test
  @Order(6)
  void everySessionWithPostgresChecksTheServersName() throws Exception {
    postgres.show(certificates, POSTGRES_ELSEWHERE);
    try {
      assertNobodyConnects("hostname localhost could not be verified");
    } finally {
      postgres.show(certificates, SecuredPostgres.NAME);
    }
    awaitPaymentsAgain();
  }

  private static void assertNobodyConnects(String why) {
    await()
        .atMost(PATIENCE, SECONDS)
        .until(() -> {
          postgres.endSessions();
          return postgres.sessions().isEmpty();
        });
    await()
        .during(4, SECONDS)
        .atMost(PATIENCE, SECONDS)
        .until(() -> {
          assertThat(tryToPay().statusCode()).isEqualTo(503);
          return postgres.sessions().isEmpty();
        });
    assertThat(services.paymentLog()).contains(why);
  }

  private static void awaitPaymentsAgain() throws Exception {
    await().atMost(PATIENCE, SECONDS).until(() -> tryToPay().statusCode() == 201);
    awaitInFeed(pay());
  }

  @Test
  @Order(7)
  void theServicesHaveTheRightsThatTheyAskFor() {
    assertThat(kafka.decisions("is Denied"))
        // It lists the groups that it may describe: the answer without the right to list all.
        .filteredOn(line -> !line.contains("for request = ListGroups"))
        .isEmpty();
  }

  @Test
  @Order(8)
  void aRightThatTheRelayLacksIsNamedAndNothingIsLost() throws Exception {
    AclBinding right =
        SecuredKafka.right(PAYMENT_SERVICE, ResourceType.TOPIC, TOPIC, AclOperation.WRITE);
    String id;
    kafka.forbid(right);
    try {
      id = pay();
      await()
          .atMost(PATIENCE, SECONDS)
          .untilAsserted(() -> {
            HttpResponse<String> health = send(services.payment() + "/actuator/health/relay");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("Not authorized to access topics: [" + TOPIC + "]");
          });
      assertThat(services.paymentLog())
          .contains("Not authorized to access topics: [" + TOPIC + "]");
    } finally {
      kafka.allow(List.of(right));
    }
    awaitInFeed(id);
  }

  @Test
  @Order(9)
  void aRightThatTheConsumerLacksIsNamedAndItJoinsAgainOnceItHasIt() throws Exception {
    AclBinding right =
        SecuredKafka.right(
            NOTIFICATION_SERVICE, ResourceType.GROUP, NOTIFICATION_SERVICE, AclOperation.READ);
    kafka.forbid(right);
    try {
      await()
          .atMost(PATIENCE, SECONDS)
          .until(() ->
              services
                  .notificationLog()
                  .contains("Not authorized to access group: " + NOTIFICATION_SERVICE));
      assertThat(send(services.notification() + "/readyz").statusCode())
          .as("the feeds can be read meanwhile")
          .isEqualTo(200);
    } finally {
      kafka.allow(List.of(right));
    }
    awaitInFeed(pay());
  }

  @Test
  @Order(10)
  void rightsThatTheConsoleAndTheGroupEventsLackAreNamed() throws Exception {
    HttpResponse<String> unknown = send(services.console() + "/api/groups/another");
    assertThat(unknown.statusCode()).isEqualTo(503);
    assertThat(unknown.body()).contains("Kafka refuses this to the console");

    AclBinding right =
        SecuredKafka.right(
            NOTIFICATION_SERVICE,
            ResourceType.TOPIC,
            "notification-group-events",
            AclOperation.WRITE);
    kafka.forbid(right);
    try {
      await()
          .atMost(PATIENCE, SECONDS)
          .until(() -> services.notificationLog().contains("Kafka refuses the group events"));
    } finally {
      kafka.allow(List.of(right));
    }
  }

  /** Late: by now each part of the services has done what it does. */
  @Test
  @Order(11)
  void theServicesNeedTheRightsThatTheyHave() {
    await()
        .atMost(PATIENCE, SECONDS)
        .untilAsserted(() ->
            assertThat(kafka.rights())
                .allSatisfy(right -> assertThat(usesOf(right)).as(right.toString()).isNotEmpty()));
  }

  private static List<String> usesOf(AclBinding right) {
    return kafka.decisions(
        "is Allowed operation = " + right.entry().operation() + " from",
        String.format(
            Locale.ROOT,
            "resourceType=%s, resourceName=%s, patternType=LITERAL, principal=%s, host=*,"
                + " operation=%s,",
            right.pattern().resourceType(),
            right.pattern().name(),
            right.entry().principal(),
            right.entry().operation()));
  }

  /** The same settings, and the same broker at an address where it shows another certificate. */
  @Test
  @Order(12)
  void noServiceTalksToABrokerWithAnotherCertificate() {
    try (ServiceProcess foreign = services.consoleOf(kafka.foreign(), "console-foreign");
        ServiceProcess elsewhere = services.consoleOf(kafka.elsewhere(), "console-elsewhere")) {
      foreign.start();
      elsewhere.start();
      foreign.awaitReady();
      elsewhere.awaitReady();

      assertTalksNot(foreign, "PKIX path");
      assertTalksNot(elsewhere, "No subject alternative DNS name matching localhost found");
    }
  }

  private static void assertTalksNot(ServiceProcess console, String why) {
    await()
        .atMost(PATIENCE, SECONDS)
        .untilAsserted(() -> {
          HttpResponse<String> group =
              send(SecuredServices.url(console) + "/api/groups/" + NOTIFICATION_SERVICE);
          assertThat(group.statusCode()).as(group.body()).isEqualTo(503);
          assertThat(SecuredServices.log(console)).contains("SSL handshake failed", why);
        });
  }

  @Test
  @Order(13)
  void noPasswordIsInALogOrInArguments() throws Exception {
    List<String> texts = services.logsAndArguments();
    assertThat(texts).hasSize(10);
    for (Map<String, String> passwords : List.of(KAFKA_PASSWORDS, DATABASE_PASSWORDS)) {
      for (Map.Entry<String, String> password : passwords.entrySet()) {
        assertThat(texts)
            .as("password of " + password.getKey())
            .noneMatch(text -> text.contains(password.getValue()));
      }
    }
  }

  private static void trust(Path authority) throws IOException {
    Path copy = Files.copy(authority, DIRECTORY.resolve("database-ca.new"));
    Files.move(copy, databaseAuthority, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String pay() throws IOException {
    HttpResponse<String> response = tryToPay();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return API.json(response).path("id").stringValue();
  }

  private static HttpResponse<String> tryToPay() throws IOException {
    return post(
        services.payment() + "/payments",
        "{\"userId\":\"" + USER + "\",\"amount\":1250,\"currency\":\"EUR\"}");
  }

  private static void awaitInFeed(String payment) {
    await()
        .atMost(60, SECONDS)
        .ignoreExceptions()
        .until(
            () -> API.feed(services.notification().replace("http://", ""), USER).contains(payment));
  }

  private static JsonNode deadLetters() throws IOException {
    return get(services.console() + "/api/dead-letters").path("items");
  }

  private static JsonNode get(String uri) throws IOException {
    HttpResponse<String> response = send(uri);
    assertThat(response.statusCode()).as(uri + ": " + response.body()).isEqualTo(200);
    return API.json(response);
  }

  private static HttpResponse<String> send(String uri) throws IOException {
    return API.send(API.request(uri).GET().build());
  }

  private static HttpResponse<String> post(String uri, String body) throws IOException {
    return API.send(
        API.request(uri)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(BodyPublishers.ofString(body))
            .build());
  }
}
