package io.paymentdone.payment.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.PaymentClient;
import io.paymentdone.testsupport.RawHttp;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;

/**
 * Nothing that a client sends is in the log or in the metrics, whatever goes wrong; and a problem
 * document has nothing of what others have sent, nor a password.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties =
        "api.credentials=shop:" + PersonalDataIntegrationTests.MARK + "-password,kiosk:other")
@WithPostgresAndKafka
@ActiveProfiles("clients-log-in")
@ExtendWith(OutputCaptureExtension.class)
class PersonalDataIntegrationTests {

  /** Of what is stored, and of the password. */
  static final String MARK = "zqstoredzq";

  /** Of what a request has that is refused: its own problem document may quote it. */
  private static final String SENT = "zqsentzq";

  private static final String GOOD =
      """
      {"userId":"{mark}-user","amount":1,"currency":"EUR","description":"{mark}-description",\
      "metadata":{"{mark}-name":"{mark}-value"}}\
      """;

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;
  private final List<String> answers = new ArrayList<>();

  @Test
  void isNowhereButWhereItIsAskedFor(CapturedOutput log) {
    String key = MARK + "-" + UUID.randomUUID();
    assertThat(pay("", good(MARK), key).statusCode()).isEqualTo(201);
    assertThat(pay("?long", good(MARK), key).statusCode()).isEqualTo(201);
    assertThat(get("/payments?userId=" + MARK + "-user").statusCode()).isEqualTo(200);

    for (String way : List.of("", "?long")) {
      refused(422, pay(way, good(SENT), key));
      refused(401, client().payAt(way, good(SENT), authorization("shop:" + SENT)));
      refused(401, client().payAt(way, good(SENT), authorization(SENT + ":" + SENT)));
      for (String bad : badBodies()) {
        refused(400, pay(way, bad, SENT));
      }
      refused(400, pay(way, good(SENT), SENT + ", " + SENT));
      refused(400, pay(way, good(SENT), SENT + "x".repeat(255)));
      jdbc.sql("alter table payment add constraint refused check (amount <> 1) not valid").update();
      refused(400, pay(way, good(SENT), SENT));
      jdbc.sql("alter table payment drop constraint refused").update();
    }
    refused(400, get("/payments?limit=x&userId=" + SENT));
    refused(400, get("/payments?after=" + SENT + "&userId=" + SENT));
    refused(400, get("/payments?userId=%ff" + SENT));
    refused(404, get("/payments/" + SENT));
    refused(404, get("/" + SENT + "?userId=" + SENT));
    refused(404, get("/payments/" + SENT + "/" + SENT));
    jdbc.sql("alter table payment rename column amount to gone").update();
    try {
      refused(500, get("/payments?userId=" + MARK + "-user"));
      refused(503, pay("", good(SENT), SENT));
    } finally {
      jdbc.sql("alter table payment rename column gone to amount").update();
    }
    for (String raw : unreadable()) {
      String answer = new RawHttp(port).exchange(raw.getBytes(UTF_8));
      assertThat(answer).startsWith("HTTP/1.1 400");
      answers.add(answer);
    }

    assertThat(answers).noneMatch(answer -> answer.contains(MARK));
    String metrics =
        client().get("/actuator/prometheus", authorization("shop:" + MARK + "-password")).body();
    assertThat(metrics).contains("http_server_requests").doesNotContain(MARK, SENT);
    assertThat(log.getAll())
        .as("the failures are in the log")
        .contains("batch of 1 failed as BAD_ROW", "request failed: GET /payments ")
        .doesNotContain(MARK, SENT, decimal(MARK), decimal(SENT));
  }

  private static List<String> badBodies() {
    String good = good(SENT);
    return List.of(
        good.substring(0, good.length() - 5),
        good.replace("\"" + SENT + "-user\"", SENT),
        good.replace("\"amount\"", "\"" + SENT + "\""),
        good.replace("\"amount\":1", "\"amount\":\"" + SENT + "\""),
        good.replace("EUR", SENT),
        good.replace(SENT + "-user", SENT + "x".repeat(128)),
        good.replace(SENT + "-user", SENT + "\\u0001"),
        good.replace("\"" + SENT + "-value\"", "[\"" + SENT + "\"]"),
        good.replace(SENT + "-value", SENT + "x".repeat(200)),
        good.replace("}}", "},\"" + SENT + "\":1}"),
        good.replace("\"currency\"", "\"userId\":\"" + SENT + "\",\"currency\""),
        SENT);
  }

  /** What Tomcat refuses, which quotes it by default. */
  private static List<String> unreadable() {
    String rest = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    return List.of(
        "GET /payments?userId=" + SENT + "{" + rest + "\r\n",
        "GET /payments?userId=" + SENT + " HTTP/" + SENT + "\r\n\r\n",
        "G{" + SENT + " /payments" + rest + "\r\n",
        "GET /payments" + rest + "Idempotency(" + SENT + "): x\r\n\r\n",
        "GET /payments" + rest + "Idempotency-Key: " + SENT + "\u0001\r\n\r\n");
  }

  private static String good(String mark) {
    return GOOD.replace("{mark}", mark);
  }

  /** As a line has it that prints an array of bytes. */
  private static String decimal(String text) {
    return text.chars().mapToObj(Integer::toString).collect(Collectors.joining(", "));
  }

  private void refused(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    answers.add(answer.headers().map() + answer.body());
  }

  private HttpResponse<String> pay(String way, String body, String key) {
    String[] credentials = authorization("shop:" + MARK + "-password");
    return client().payAt(way, body, credentials[0], credentials[1], "Idempotency-Key", key);
  }

  private HttpResponse<String> get(String path) {
    return client().get(path, authorization("shop:" + MARK + "-password"));
  }

  private PaymentClient client() {
    return new PaymentClient(port);
  }

  private static String[] authorization(String credentials) {
    return new String[] {
      "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8))
    };
  }
}
