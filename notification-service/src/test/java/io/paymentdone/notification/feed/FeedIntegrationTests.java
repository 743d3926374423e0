package io.paymentdone.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import io.paymentdone.web.paging.Cursor;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class FeedIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @LocalServerPort private int port;

  private final String user = "user-" + UUID.randomUUID();

  @Test
  void showsAnEntryAsTheContractSays() {
    PaymentDone event = Events.event(user, 1250);
    kafka.send(Events.record(event)).join();
    await().atMost(PATIENCE).until(() -> items("").size() == 1);

    JsonNode item = items("").getFirst();
    assertThat(item.propertyNames())
        .containsExactly(
            "id",
            "userId",
            "paymentId",
            "title",
            "message",
            "amount",
            "currency",
            "occurredAt",
            "receivedAt",
            "partition",
            "offset",
            "consumer",
            "read");
    assertThat(item.get("paymentId").stringValue()).isEqualTo(event.paymentId().toString());
    assertThat(item.get("title").stringValue()).isEqualTo("Payment of €12.50");
    assertThat(item.get("occurredAt").stringValue()).isEqualTo(event.occurredAt().toString());
    assertThat(item.get("consumer").stringValue()).isNotBlank();
    assertThat(new Api(port).get("/notifications?paymentId=" + event.paymentId()).body())
        .isEqualTo(new Api(port).get("/notifications?userId=" + user).body());
  }

  @Test
  void writesTheTextInTheLanguageOfItsReader() {
    kafka.send(Events.record(Events.event(user, 1250))).join();
    await().atMost(PATIENCE).until(() -> items("").size() == 1);

    HttpResponse<String> german =
        response("/notifications?userId=" + user, "fi, de-CH;q=0.8, en;q=0.5");
    assertThat(german.headers().firstValue("Content-Language")).hasValue("de");
    assertThat(german.headers().allValues("Vary")).contains("Accept-Language");
    assertThat(JsonMapper.shared().readTree(german.body()).at("/items/0/message").stringValue())
        .isEqualTo("Ihre Zahlung über 12,50\u00A0€ ist erfolgt: order 1250");
    assertThat(
            response("/notifications?userId=" + user, "???")
                .headers()
                .firstValue("Content-Language"))
        .hasValue("en");
  }

  private HttpResponse<String> response(String path, String acceptLanguage) {
    return new Api(port)
        .send(
            HttpRequest.newBuilder(new Api(port).uri(path))
                .header("Accept-Language", acceptLanguage));
  }

  @Test
  void pagesNewestFirstWithoutGapOrRepetition() {
    Events.send(kafka, user, LongStream.rangeClosed(1, 25));
    await().atMost(PATIENCE).until(() -> items("&limit=100").size() == 25);

    List<Long> amounts = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      JsonNode page = page("&limit=10" + after);
      page.get("items").forEach(item -> amounts.add(item.get("amount").longValue()));
      after = page.get("next").isNull() ? null : "&after=" + page.get("next").stringValue();
    }
    assertThat(amounts)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 25).mapToObj(i -> 26 - i).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/notifications",
        "/notifications?userId=",
        "/notifications?userId=u&limit=0",
        "/notifications?userId=u&limit=1000000000",
        "/notifications?userId=u&limit=x",
        "/notifications?userId=u&after=forged",
        "/notifications?userId=u&after=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "/notifications?paymentId=1",
        "/notifications/stream",
        "/notifications/unread",
        "/notifications/unread?userId=",
        "/notifications/unread?userId=%00",
        "/dead-letters?after=forged",
        "/notifications/totals?since=9223372036854775807",
        "/notifications/totals?since=%2B999999999-01-01T00:00:00Z",
        "/notifications/totals?since=yesterday"
      })
  void refusesBadQueries(String path) {
    Api.Answer answer = new Api(port).get(path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().get("code").stringValue()).isNotBlank();
  }

  /** Anybody can compute the checksum. */
  @Test
  void refusesACursorOfAnImpossiblePartition() {
    String forged = new Cursor("notifications", "u").write(1L << 40, 1);

    Api.Answer answer = new Api(port).get("/notifications?userId=u&after=" + forged);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().get("code").stringValue()).isEqualTo("invalid-cursor");
  }

  @Test
  void showsAnEmptyPageForAnUnknownPayment() {
    JsonNode page = new Api(port).get("/notifications?paymentId=" + UUID.randomUUID()).body();

    assertThat(page.get("items").isEmpty()).isTrue();
    assertThat(page.get("next").isNull()).isTrue();
  }

  private List<JsonNode> items(String parameters) {
    return page(parameters).get("items").valueStream().toList();
  }

  private JsonNode page(String parameters) {
    return new Api(port).get("/notifications?userId=" + user + parameters).body();
  }
}
