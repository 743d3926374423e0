package io.paymentdone.console.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.RejectException;

class ReceivedMailTests {

  private static final UUID ENTRY = UUID.fromString("0198f3a0-5b5e-7c4a-9d53-8c2f54a1b002");
  private static final UUID PREVIOUS = UUID.fromString("0198f3a0-5b5e-7c4a-9d53-8c2f54a1b001");
  private static final String PLACE =
      "X-Payment-Done-User: user1\r\nX-Payment-Done-Sequence: 2\r\nX-Payment-Done-Id: "
          + ENTRY
          + "\r\nX-Payment-Done-Previous: "
          + PREVIOUS
          + "\r\nMessage-ID: <m2@example.com>\r\n";

  @Test
  void readsTextsInTheirCharacterSets() throws Exception {
    MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()));
    mail.setSubject("Zahlung über 12,50 € 💶", "UTF-8");
    MimeBodyPart text = new MimeBodyPart();
    text.setText("भुगतान שולם: 12,50 €\r\nDanke.", "UTF-8");
    text.setHeader("Content-Language", "de");
    MimeBodyPart html = new MimeBodyPart();
    html.setContent("<b>Danke</b>", "text/html; charset=UTF-8");
    mail.setContent(new MimeMultipart("alternative", text, html));

    ReceivedMail read = read(mail);

    assertThat(read.to()).isEqualTo("a@example.com, b@example.com");
    assertThat(read.subject()).isEqualTo("Zahlung über 12,50 € 💶");
    assertThat(read.text()).isEqualTo("भुगतान שולם: 12,50 €\nDanke.");
    assertThat(read.language()).isEqualTo("de");
    assertThat(read.delivery()).isNull();
  }

  @Test
  void readsThePlaceOfAMail() throws Exception {
    String user = "Ünï 用户 💶 " + "x".repeat(100);
    MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()));
    mail.setText("Hello.");
    mail.setHeader(
        "X-Payment-Done-User", MimeUtility.fold(21, MimeUtility.encodeText(user, "UTF-8", null)));
    mail.setHeader("X-Payment-Done-Sequence", "7");
    mail.setHeader("X-Payment-Done-Previous", "none");
    mail.setHeader("X-Payment-Done-Id", ENTRY.toString());

    ReceivedDelivery delivery = requireNonNull(read(mail).delivery());

    assertThat(delivery.userId()).isEqualTo(user);
    assertThat(delivery.sequence()).isEqualTo(7);
    assertThat(delivery.id()).isEqualTo(mail.getMessageID());
    assertThat(delivery.entryId()).isEqualTo(ENTRY);
    assertThat(delivery.previousId()).isNull();
    assertThat(read(PLACE + "\r\nHello.").delivery())
        .isEqualTo(new ReceivedDelivery("user1", 2, "<m2@example.com>", ENTRY, PREVIOUS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sequence: 2|Sequence: two",
        "Sequence: 2|Sequence: 0",
        "Sequence: 2|Sequence: 99999999999999999999",
        "User: user1|User: =?UTF-8?Q?a=0Ab?=",
        "User: user1|User: =?no-such?Q?a?=",
        "User: user1|Other: user1",
        "User: user1|User: user1\r\nX-Payment-Done-User: user2",
        "Done-Id: |Done-Id: x",
        "Previous: |Previous: x",
        "Message-ID:|Message-Name:",
      })
  void refusesAPlaceThatIsNone(String change) {
    String[] parts = change.split("\\|", 2);

    assertThatExceptionOfType(RejectException.class)
        .isThrownBy(() -> read(PLACE.replace(parts[0], parts[1]) + "\r\nHello."))
        .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(554))
        .withMessageContaining("nothing was taken");
  }

  /** It is kept for each user. */
  @Test
  void refusesALongMessageId() throws Exception {
    String longest = "<" + "m".repeat(253) + ">";
    assertThat(read(PLACE.replace("<m2@example.com>", longest) + "\r\nHello.").delivery())
        .isNotNull();

    assertThatExceptionOfType(RejectException.class)
        .isThrownBy(() -> read(PLACE.replace("<m2@example.com>", longest + "m") + "\r\nHello."));
  }

  @Test
  void cutsLongTextsBetweenCharactersAndDropsControlCharacters() throws Exception {
    ReceivedMail mail =
        read(
            "Subject: "
                + "s".repeat(900)
                + "\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n\u0000\u001b[31m\ta\r\n"
                + "💶".repeat(5_000));

    assertThat(mail.subject()).isEqualTo("s".repeat(200));
    assertThat(mail.text()).startsWith("[31m\ta\n💶").endsWith("💶");
    assertThat(mail.text().codePointCount(0, mail.text().length())).isEqualTo(2_000);
  }

  @Test
  void hasNoTextWithoutPlainText() throws Exception {
    assertThat(read("Content-Type: text/html\r\n\r\n<b>Hello</b>").text()).isEmpty();
    assertThat(read("").text()).isEmpty();
  }

  /** A text within many parts costs no more than it is worth. */
  @Test
  void looksForTextInFewLevelsOnly() throws Exception {
    StringBuilder mail = new StringBuilder();
    for (int level = 0; level < 1_000; level++) {
      mail.append("Content-Type: multipart/mixed; boundary=b").append(level).append("\r\n\r\n--b");
      mail.append(level).append("\r\n");
    }

    assertThat(read(mail + "\r\nHello.").text()).isEmpty();
  }

  private static ReceivedMail read(MimeMessage mail)
      throws RejectException, MessagingException, IOException {
    mail.saveChanges();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    mail.writeTo(bytes);
    return read(bytes.toString(UTF_8));
  }

  private static ReceivedMail read(String mail)
      throws RejectException, MessagingException, IOException {
    return ReceivedMail.read(
        List.of("a@example.com", "b@example.com"),
        new MimeMessage(
            Session.getInstance(new Properties()), new ByteArrayInputStream(mail.getBytes(UTF_8))));
  }
}
