package io.paymentdone.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.delivery.Receiver;
import io.paymentdone.notification.delivery.Webhooks;
import io.paymentdone.notification.email.MailReceiver;
import io.paymentdone.testsupport.RawHttp;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Nothing of a user is in the log, the metrics or the health, whatever goes wrong. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
@ExtendWith(OutputCaptureExtension.class)
class PersonalDataIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MARK = "zqmarkzq";
  private static final String USER = MARK + "-user";
  private static final String ADDRESS = MARK + "@example.com";

  private static final MailReceiver MAIL = new MailReceiver();

  @Autowired private JdbcClient jdbc;
  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @Autowired private ProducerListener<Object, Object> producerListener;
  @LocalServerPort private int port;

  @DynamicPropertySource
  static void useMailServer(DynamicPropertyRegistry registry) {
    registry.add("spring.mail.host", () -> "127.0.0.1");
    registry.add("spring.mail.port", MAIL::port);
  }

  @AfterAll
  static void closeMailServer() {
    MAIL.close();
  }

  @Test
  void isNowhereButWhereItIsAskedFor(CapturedOutput log) {
    Api api = new Api(port);
    MAIL.conduct(address -> MailReceiver.Conduct.NO_SUCH_USER);
    try (Receiver receiver = new Receiver()) {
      receiver.conduct(data -> Receiver.Conduct.REFUSE);
      Webhooks.create(api, receiver.url());
      subscribe(api, USER, "{\"email\":{\"address\":\"" + ADDRESS + "\"}}", 200);

      PaymentDone event = event(1);
      Events.send(kafka, List.of(Events.record(event)));
      await().atMost(PATIENCE).until(() -> count("delivery where tries > 0") == 2);
      sendInvalidEvents(event);
      sendWhileTheDatabaseRefuses();
    }
    requestWhatFails(api);
    for (String raw : unreadable()) {
      assertThat(new RawHttp(port).exchange(raw.getBytes(UTF_8))).startsWith("HTTP/1.1 400");
    }
    producerListener.onError(
        new ProducerRecord<>(Topics.PAYMENT_DONE, USER.getBytes(UTF_8), MARK.getBytes(UTF_8)),
        null,
        new IllegalStateException("not sent"));
    assertThat(send(api, "/users/" + USER, "DELETE").statusCode()).isEqualTo(204);

    assertThat(api.text("/actuator/prometheus"))
        .contains("notification_dead_letters_total")
        .doesNotContain(MARK);
    assertThat(api.text("/actuator/health")).doesNotContain(MARK);
    assertThat(log.getAll())
        .as("the failures are in the log")
        .contains("dead letters, the first one", "records were not received", "not sent")
        .contains("request failed: GET /subscriptions/{userId}", "A user was erased")
        .doesNotContain(MARK, decimal(MARK), "secret@example.com");
  }

  /** What the parser, the validation, the table and the database refuse. */
  private void sendInvalidEvents(PaymentDone event) {
    String good = new String(Events.value(event), UTF_8);
    String id = event.paymentId().toString();
    List<ProducerRecord<byte[], byte[]>> invalid =
        Stream.of(
                good.replace("\"" + USER + "\"", MARK),
                good.replace("\"amount\":1", "\"amount\":\"" + MARK + "\""),
                good.replace("\"currency\":\"EUR\"", "\"" + MARK + "\":1,\"" + MARK + "\":2"),
                good.replace("EUR", MARK),
                good.replace(id, MARK),
                good.replace("\"occurredAt\":\"", "\"occurredAt\":\"" + MARK),
                good.replace("\"" + MARK + "-value\"", "1"),
                MARK)
            .map(value -> Events.record(USER, value.getBytes(UTF_8), id))
            .collect(Collectors.toList());
    invalid.add(Events.record(USER, Events.value(event), MARK));
    invalid.add(Events.record(MARK, Events.value(event), id));
    ProducerRecord<byte[], byte[]> otherType = Events.record(event);
    otherType.headers().remove(CloudEventHeaders.TYPE);
    Events.header(otherType, CloudEventHeaders.TYPE, MARK);
    invalid.add(otherType);
    invalid.add(Events.record(withAmount(event, 2)));
    // One by one, so that each is the first of its batch, which the log describes.
    for (int n = 0; n < invalid.size(); n++) {
      int expected = n + 1;
      Events.send(kafka, List.of(invalid.get(n)));
      await().atMost(PATIENCE).until(() -> count("dead_letter") == expected);
    }
    jdbc.sql("alter table notification add constraint refused check (amount <> 3) not valid")
        .update();
    Events.send(kafka, List.of(Events.record(event(3))));
    await().atMost(PATIENCE).until(() -> count("dead_letter") == invalid.size() + 1);
    jdbc.sql("alter table notification drop constraint refused").update();
  }

  private void sendWhileTheDatabaseRefuses() {
    int before = count("notification");
    jdbc.sql("alter table notification rename column amount to gone").update();
    try {
      Events.send(kafka, List.of(Events.record(event(4))));
      await()
          .during(Duration.ofSeconds(1))
          .atMost(PATIENCE)
          .until(() -> count("notification") == before);
    } finally {
      jdbc.sql("alter table notification rename column gone to amount").update();
    }
    await().atMost(PATIENCE).until(() -> count("notification") == before + 1);
  }

  private void requestWhatFails(Api api) {
    subscribe(api, USER, "{\"email\":{\"address\":\"" + MARK + "\"}}", 400);
    subscribe(api, USER, "{\"email\":{\"address\":" + MARK, 400);
    subscribe(api, USER, "{\"" + MARK + "\":1}", 400);
    assertThat(send(api, "/notifications?limit=x&userId=" + USER, "GET").statusCode())
        .isEqualTo(400);
    assertThat(send(api, "/notifications/stream?lastEventId=" + MARK + "&userId=" + USER, "GET"))
        .returns(400, HttpResponse::statusCode);
    assertThat(send(api, "/" + USER, "GET").statusCode()).isEqualTo(404);
    assertThat(send(api, "/subscriptions/" + USER, "PATCH").statusCode()).isEqualTo(405);
    jdbc.sql("alter table subscription rename column address to gone").update();
    try {
      assertThat(send(api, "/subscriptions/" + USER, "GET").statusCode()).isEqualTo(500);
    } finally {
      jdbc.sql("alter table subscription rename column gone to address").update();
    }
  }

  private static List<String> unreadable() {
    String rest = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    return List.of(
        "GET /notifications?userId=" + USER + "{" + rest + "\r\n",
        "GET /notifications?userId=%ff" + USER + rest + "\r\n",
        "GET /notifications?userId=x" + rest + "Last(" + MARK + "): x\r\n\r\n");
  }

  private static void subscribe(Api api, String userId, String body, int status) {
    HttpResponse<String> answer = api.put("/subscriptions/" + userId, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  private static HttpResponse<String> send(Api api, String path, String method) {
    return api.send(
        HttpRequest.newBuilder(api.uri(path)).method(method, HttpRequest.BodyPublishers.noBody()));
  }

  private static PaymentDone event(long amount) {
    PaymentDone event = Events.event(USER, amount, Map.of(MARK + "-name", MARK + "-value"));
    return new PaymentDone(
        event.paymentId(),
        USER,
        amount,
        event.currency(),
        MARK + "-description",
        event.occurredAt(),
        event.metadata());
  }

  private static PaymentDone withAmount(PaymentDone event, long amount) {
    return new PaymentDone(
        event.paymentId(),
        event.userId(),
        amount,
        event.currency(),
        event.description(),
        event.occurredAt(),
        event.metadata());
  }

  /** As a line has it that prints an array of bytes. */
  private static String decimal(String text) {
    return text.chars().mapToObj(Integer::toString).collect(Collectors.joining(", "));
  }

  /** Of this user: the topic has records of other tests. */
  private int count(String what) {
    String ofUser =
        what.startsWith("dead_letter")
            ? "starts_with(encode(record_key, 'escape'), :mark)"
            : "starts_with(user_id, :mark)";
    return jdbc.sql(
            "select count(*) from "
                + what
                + (what.contains("where") ? " and " : " where ")
                + ofUser)
        .param("mark", MARK)
        .query(Integer.class)
        .single();
  }
}
