package io.paymentdone.notification.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.OwnServers;
import io.paymentdone.notification.Replica;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the topic to a mailbox of another implementation of SMTP, and out of it by its link. */
class EmailIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void sendsMailsThatTheirReaderCanEnd() throws Exception {
    GreenMail mailServer = new GreenMail(ServerSetup.SMTP.dynamicPort());
    mailServer.start();
    try (OwnServers servers = new OwnServers(directory)) {
      servers.postgres().createDatabases(List.of("email"));
      try (Replica replica =
          new Replica(
              "replica",
              servers.postgres().jdbcUrl("email"),
              servers.kafka().bootstrapServers(),
              List.of(
                  "spring.mail.host=127.0.0.1",
                  "spring.mail.port=" + mailServer.getSmtp().getPort(),
                  "notification.email.public-url=https://pay.example"))) {
        sendsMailsThatTheirReaderCanEnd(mailServer, servers, replica.api());
      }
    } finally {
      mailServer.stop();
    }
  }

  private static void sendsMailsThatTheirReaderCanEnd(
      GreenMail mailServer, OwnServers servers, Api api) throws Exception {
    subscribe(api, "kenji", "kenji", "hi");
    subscribe(api, "j%C3%B6rg", "joerg", "de");

    Events.send(
        servers.template(),
        List.of(
            Events.record(event("kenji", 123456789, "KWD", "<b>shop</b>")),
            Events.record(event("jörg", 1250, "JPY", "Müller & Söhne 😀")),
            Events.record(event("nobody", 1, "EUR", null))));
    await().atMost(PATIENCE).until(() -> mailServer.getReceivedMessages().length == 2);

    MimeMessage hindi = to(mailServer, "kenji");
    assertThat(hindi.getSubject()).isEqualTo("KWD\u00A01,23,456.789 का भुगतान");
    assertThat(part(hindi, 0)).contains("KWD\u00A01,23,456.789", "<b>shop</b>");
    assertThat(part(hindi, 1)).contains("&lt;b&gt;shop&lt;/b&gt;").doesNotContain("<b>");
    MimeMessage german = to(mailServer, "joerg");
    assertThat(german.getSubject()).isEqualTo("Zahlung über 1.250\u00A0¥");
    assertThat(part(german, 0)).contains("Müller & Söhne 😀", "Abbestellen: https://pay.example/");

    String link = german.getHeader("List-Unsubscribe", null).replaceAll("[<>]", "");
    assertThat(link).startsWith("https://pay.example/unsubscribe/");
    String path = link.substring("https://pay.example".length());

    HttpResponse<String> page = api.send(HttpRequest.newBuilder(api.uri(path)));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    assertThat(page.body())
        .contains("lang=\"de\"", "<form method=\"post\">", ">Abbestellen</button>")
        .doesNotContain("example.com", "jörg");
    Events.send(servers.template(), "jörg", LongStream.of(1));
    await().atMost(PATIENCE).until(() -> mailServer.getReceivedMessages().length == 3);

    HttpResponse<String> ended =
        api.send(
            HttpRequest.newBuilder(api.uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click")));
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(ended.body()).contains("keine weiteren").doesNotContain("<form");

    Events.send(servers.template(), "jörg", LongStream.of(2));
    Events.send(servers.template(), "kenji", LongStream.of(2));
    await().atMost(PATIENCE).until(() -> mailServer.getReceivedMessages().length == 4);
    assertThat(api.get("/subscriptions/j%C3%B6rg").body().at("/email/enabled").booleanValue())
        .isFalse();
    assertThat(api.get("/deliveries?userId=j%C3%B6rg").body().path("items").size()).isEqualTo(2);
  }

  private static void subscribe(Api api, String inPath, String name, String language) {
    String json =
        "{\"email\":{\"address\":\"" + name + "@example.com\"},\"language\":\"" + language + "\"}";
    assertThat(api.put("/subscriptions/" + inPath, json).statusCode()).isEqualTo(200);
  }

  private static PaymentDone event(
      String userId, long amount, String currency, @Nullable String description) {
    return new PaymentDone(
        Events.newId(),
        userId,
        amount,
        currency,
        description,
        Instant.now().truncatedTo(ChronoUnit.MICROS));
  }

  private static MimeMessage to(GreenMail mailServer, String name) throws MessagingException {
    for (MimeMessage message : mailServer.getReceivedMessages()) {
      if (Arrays.toString(message.getAllRecipients()).equals("[" + name + "@example.com]")) {
        return message;
      }
    }
    throw new AssertionError("no mail to " + name);
  }

  private static String part(MimeMessage message, int number)
      throws MessagingException, IOException {
    BodyPart part = ((Multipart) message.getContent()).getBodyPart(number);
    return (String) part.getContent();
  }
}
