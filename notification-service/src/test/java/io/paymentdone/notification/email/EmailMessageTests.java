package io.paymentdone.notification.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.delivery.Delivery;
import io.paymentdone.notification.feed.FeedEntry;
import io.paymentdone.notification.feed.Language;
import io.paymentdone.notification.feed.NotificationText;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailMessageTests {

  private static final UUID ID = UUID.fromString("0199c0de-0000-7000-8000-000000000001");
  private static final UUID ENTRY = UUID.fromString("0199c0de-0000-7000-8000-000000000002");
  private static final UUID PREVIOUS = UUID.fromString("0199c0de-0000-7000-8000-000000000003");
  private static final Instant RECEIVED = Instant.parse("2026-11-28T09:00:01Z");
  private static final String TOKEN = "AAAAAAAAAAAAAAAAAAAAAA";
  private static final Session SESSION = Session.getInstance(new Properties());
  private static final String LONGEST_FROM =
      "ह".repeat(EmailProperties.FROM_LENGTH_MAX - 16) + " <n@pay.example>";
  private static final URI LONGEST_PUBLIC_URL =
      URI.create("https://p.example/" + "x".repeat(EmailProperties.URL_LENGTH_MAX - 18));
  private static final String LONGEST_ADDRESS =
      "u".repeat(64) + "@" + ("d".repeat(61) + ".").repeat(3) + "e".repeat(3);

  /** A no-break space is written as {@code _}, a narrow one as {@code ~}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENGLISH|EUR|1250|Payment of €12.50|Your payment of €12.50 is done: tea",
        "GERMAN|JPY|1250|Zahlung über 1.250_¥|Ihre Zahlung über 1.250_¥ ist erfolgt: tea",
        "GERMAN|KWD|1250|Zahlung über 1,250_KWD|Ihre Zahlung über 1,250_KWD ist erfolgt: tea",
        "FRENCH|JPY|1250|Paiement de 1~250_JPY|Votre paiement de 1~250_JPY a été effectué_: tea",
        "SPANISH|EUR|1250|Pago de 12,50_€|Su pago de 12,50_€ se ha realizado: tea",
        "HINDI|KWD|123456789|KWD_1,23,456.789 का भुगतान|आपका KWD_1,23,456.789 का भुगतान हो गया है:"
            + " tea"
      })
  void writesInTheLanguageOfTheSubscription(
      Language language, String currency, long amount, String title, String message)
      throws Exception {
    MimeMessage sent = sent(delivery("user1", amount, currency, "tea"), language, null);

    assertThat(sent.getSubject()).isEqualTo(spaced(title));
    assertThat(part(sent, "text/plain")).startsWith(spaced(message)).contains("\n-- \n");
    assertThat(part(sent, "text/html"))
        .contains("lang=\"" + language.tag() + "\"", spaced(title), spaced(message));
    assertThat(sent.getHeader("Content-Language")).containsExactly(language.tag());
  }

  @Test
  void isTheSameAtEachAttempt() throws Exception {
    Delivery delivery = delivery("user1", 1250, "EUR", "order 42");

    MimeMessage sent = sent(delivery, Language.ENGLISH, null);

    assertThat(sent.getHeader("Message-ID"))
        .containsExactly("<" + ID + "@pay.example>")
        .isEqualTo(sent(delivery, Language.ENGLISH, null).getHeader("Message-ID"));
    assertThat(sent.getSentDate()).isEqualTo(RECEIVED);
    assertThat(sent.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(sent.getHeader("X-Payment-Done-User")).containsExactly("user1");
    assertThat(sent.getHeader("X-Payment-Done-Sequence")).containsExactly("7");
    assertThat(sent.getHeader("X-Payment-Done-Id")).containsExactly(ENTRY.toString());
    assertThat(sent.getHeader("X-Payment-Done-Previous")).containsExactly(PREVIOUS.toString());
    assertThat(sent.getFrom())
        .containsExactly(new InternetAddress("Pay <notifications@pay.example>"));
    assertThat(sent.getAllRecipients()).containsExactly(new InternetAddress("user1@example.com"));
  }

  @Test
  void isFromASenderOfAnyName() throws Exception {
    EmailMessage messages = messages("Zahlungen für 支払い <notifications@pay.example>", null);
    Delivery delivery = delivery("user1", 1250, "EUR", null);
    Subscription subscription =
        new Subscription("user1", "user1@example.com", true, Language.ENGLISH, TOKEN);

    byte[] bytes = bytes(messages, delivery, subscription);

    InternetAddress from =
        (InternetAddress) new MimeMessage(SESSION, new ByteArrayInputStream(bytes)).getFrom()[0];
    assertThat(from.getPersonal()).isEqualTo("Zahlungen für 支払い");
    assertThat(from.getAddress()).isEqualTo("notifications@pay.example");
  }

  @Test
  void hasALinkThatEndsIt() throws Exception {
    MimeMessage sent =
        sent(
            delivery("user1", 1250, "EUR", null),
            Language.GERMAN,
            URI.create("https://pay.example/api/"));

    String link = "https://pay.example/api/unsubscribe/" + TOKEN;
    assertThat(sent.getHeader("List-Unsubscribe")).containsExactly("<" + link + ">");
    assertThat(sent.getHeader("List-Unsubscribe-Post"))
        .containsExactly("List-Unsubscribe=One-Click");
    assertThat(part(sent, "text/plain")).contains("Abbestellen: " + link + "\n");
    assertThat(part(sent, "text/html")).contains("<a href=\"" + link + "\">Abbestellen</a>");
  }

  @Test
  void asksForAMailWhereUsersCannotReachTheService() throws Exception {
    MimeMessage sent = sent(delivery("user1", 1250, "EUR", null), Language.ENGLISH, null);

    assertThat(sent.getHeader("List-Unsubscribe"))
        .containsExactly("<mailto:notifications@pay.example?subject=unsubscribe%20" + TOKEN + ">");
    assertThat(sent.getHeader("List-Unsubscribe-Post")).isNull();
    assertThat(part(sent, "text/html")).doesNotContain("<a ");
  }

  /** In the description, and in the user's id as far as it may be. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\nBcc: other@example.com\r\n\r\nforged",
        "x\nSubject: forged",
        "=?UTF-8?Q?x=0D=0ABcc:_other@example.com?=",
        ".\r\nMAIL FROM:<a@b>"
      })
  void addsNoHeaderAndNoCommand(String text) throws Exception {
    List<String> expected =
        names(sent(delivery("user1", 1250, "EUR", "order 42"), Language.ENGLISH, null));
    String userId = text.replaceAll("[\r\n]", "");

    MimeMessage sent = sent(delivery(userId, 1250, "EUR", text), Language.ENGLISH, null);

    assertThat(names(sent)).isEqualTo(expected);
    assertThat(sent.getSubject()).isEqualTo("Payment of €12.50");
    assertThat(MimeUtility.decodeText(sent.getHeader("X-Payment-Done-User", null)))
        .isEqualTo(userId);
    assertThat(part(sent, "text/plain")).contains(text.lines().toList());
  }

  @Test
  void escapesHtml() throws Exception {
    String text = "<img src=x onerror=alert(1)>&amp;\"'{{reason}}";

    MimeMessage sent = sent(delivery("user1", 1250, "EUR", text), Language.ENGLISH, null);

    assertThat(part(sent, "text/html"))
        .contains("&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;&amp;amp;&quot;&#39;{{reason}}")
        .doesNotContain("<img");
    assertThat(part(sent, "text/plain")).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "👩‍👩‍👧 café cafe\u0301",
        "شكرا على الطلب ٤٢",
        "धन्यवाद",
        "' OR 1=1--",
        "${jndi:x}"
      })
  void keepsEveryCharacter(String text) throws Exception {
    MimeMessage sent = sent(delivery("user1", 1250, "EUR", text), Language.ENGLISH, null);

    assertThat(part(sent, "text/plain")).contains(text);
    assertThat(part(sent, "text/html"))
        .contains("dir=\"auto\"")
        .contains(text.replace("'", "&#39;").replace("=", "&#x3D;"));
  }

  /**
   * Whatever an event and the settings may have. RFC 5321, 4.5.3.1.7: every server takes 64 KB, as
   * the local stack's does.
   */
  @ParameterizedTest
  @EnumSource(Language.class)
  void isSmallEnoughForEveryServer(Language language) throws Exception {
    EmailMessage messages = messages(LONGEST_FROM, LONGEST_PUBLIC_URL);
    // An emoji has four bytes, each three characters in quoted-printable; a sign of HTML becomes
    // six characters, one of them three in quoted-printable. Which encoding is taken depends on
    // how many there are of both.
    int longest = 0;
    for (String first : List.of("😀", "ह", "\u0001", "\r")) {
      for (String second : List.of("=", "\"", "x", " ", "\n")) {
        for (int firsts = 0; firsts <= PaymentDone.DESCRIPTION_LENGTH_MAX; firsts += 25) {
          String description =
              first.repeat(firsts) + second.repeat(PaymentDone.DESCRIPTION_LENGTH_MAX - firsts);
          Delivery delivery =
              delivery(
                  "😀".repeat(PaymentDone.USER_ID_LENGTH_MAX),
                  PaymentDone.AMOUNT_MAX,
                  "QQQ",
                  description);
          Subscription subscription =
              new Subscription(delivery.userId(), LONGEST_ADDRESS, true, language, TOKEN);
          longest = Math.max(longest, bytes(messages, delivery, subscription).length);
        }
      }
    }

    assertThat(longest).isBetween(4 * 1024, 32 * 1024);
  }

  private static MimeMessage sent(Delivery delivery, Language language, @Nullable URI publicUrl)
      throws MessagingException, IOException {
    byte[] bytes =
        bytes(
            messages("Pay <notifications@pay.example>", publicUrl),
            delivery,
            new Subscription(delivery.userId(), "user1@example.com", true, language, TOKEN));
    return new MimeMessage(SESSION, new ByteArrayInputStream(bytes));
  }

  private static EmailMessage messages(String from, @Nullable URI publicUrl) {
    return new EmailMessage(
        new NotificationText(),
        new EmailText(),
        new EmailProperties(
            from,
            publicUrl,
            1,
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1)));
  }

  /** The message as it is sent, whose lines every server takes. */
  private static byte[] bytes(EmailMessage messages, Delivery delivery, Subscription subscription)
      throws MessagingException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    messages.of(SESSION, delivery, subscription).writeTo(bytes);
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .allMatch(line -> line.length() <= 998 && line.chars().allMatch(c -> c < 128));
    return bytes.toByteArray();
  }

  private static List<String> names(MimeMessage message) throws MessagingException {
    return Collections.list(message.getAllHeaders()).stream()
        .map(header -> header.getName())
        .toList();
  }

  private static String part(MimeMessage message, String type)
      throws MessagingException, IOException {
    Multipart parts = (Multipart) message.getContent();
    for (int i = 0; i < parts.getCount(); i++) {
      BodyPart part = parts.getBodyPart(i);
      if (part.isMimeType(type)) {
        return ((String) part.getContent()).replace("\r\n", "\n");
      }
    }
    throw new AssertionError("no part of type " + type);
  }

  private static String spaced(String text) {
    return text.replace('_', '\u00A0').replace('~', '\u202F');
  }

  private static Delivery delivery(
      String userId, long amount, String currency, @Nullable String description) {
    return new Delivery(
        ID,
        1,
        7,
        PREVIOUS,
        new FeedEntry(
            ENTRY,
            userId,
            UUID.randomUUID(),
            amount,
            currency,
            description,
            Instant.parse("2026-11-28T09:00:00Z"),
            RECEIVED,
            1,
            42,
            "consumer",
            null,
            false));
  }
}
