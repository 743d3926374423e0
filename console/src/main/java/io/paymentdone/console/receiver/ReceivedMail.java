package io.paymentdone.console.receiver;

import static java.util.Objects.requireNonNullElse;

import io.paymentdone.web.validation.TextRule;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.RejectException;

/**
 * What is kept of a mail: the beginnings of its texts, and its place among the mails of its user.
 *
 * @param to recipients of the envelope
 * @param language of the text, such as {@code de}; null if the mail does not say it
 * @param text the first part that is plain text; empty if there is none
 * @param delivery null if the mail comes from elsewhere than from notification-service
 */
record ReceivedMail(
    String to,
    String subject,
    @Nullable String language,
    String text,
    @Nullable ReceivedDelivery delivery) {

  private static final int LINE_MAX = 200;
  private static final int TEXT_MAX = 2_000;
  private static final int PARTS_MAX = 20;
  private static final int DEPTH_MAX = 5;

  /** It is kept for each user. */
  private static final int MESSAGE_ID_MAX = 255;

  private static final String USER = "X-Payment-Done-User";
  private static final String SEQUENCE = "X-Payment-Done-Sequence";
  private static final String ENTRY = "X-Payment-Done-Id";
  private static final String PREVIOUS = "X-Payment-Done-Previous";
  private static final String NONE = "none";

  /**
   * Reads a mail.
   *
   * @throws RejectException 554 if the headers of its place are not as they must be
   */
  static ReceivedMail read(List<String> recipients, MimeMessage mail)
      throws RejectException, MessagingException, IOException {
    Part text = textPart(mail, 0);
    return new ReceivedMail(
        beginning(String.join(", ", recipients), LINE_MAX),
        beginning(requireNonNullElse(mail.getSubject(), ""), LINE_MAX),
        language(text == null ? mail : text, mail),
        text != null && text.getContent() instanceof String content
            ? beginning(content, TEXT_MAX)
            : "",
        mail.getHeader(SEQUENCE) == null ? null : delivery(mail));
  }

  private static @Nullable Part textPart(Part part, int depth)
      throws MessagingException, IOException {
    if (part.isMimeType("text/plain")) {
      return part;
    }
    if (depth < DEPTH_MAX
        && part.isMimeType("multipart/*")
        && part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < Math.min(parts.getCount(), PARTS_MAX); i++) {
        Part text = textPart(parts.getBodyPart(i), depth + 1);
        if (text != null) {
          return text;
        }
      }
    }
    return null;
  }

  private static @Nullable String language(Part text, MimeMessage mail) throws MessagingException {
    for (Part part : List.of(text, mail)) {
      String[] languages = part.getHeader("Content-Language");
      if (languages != null) {
        return beginning(languages[0], LINE_MAX);
      }
    }
    return null;
  }

  private static ReceivedDelivery delivery(MimeMessage mail)
      throws RejectException, MessagingException {
    try {
      String userId = MimeUtility.decodeText(MimeUtility.unfold(single(mail, USER)));
      long sequence = Long.parseLong(single(mail, SEQUENCE).strip());
      String messageId = single(mail, "Message-ID").strip();
      String previous = single(mail, PREVIOUS).strip();
      if (TextRule.USER_ID.check("", userId) != null
          || sequence < 1
          || messageId.length() > MESSAGE_ID_MAX) {
        throw malformed();
      }
      return new ReceivedDelivery(
          userId,
          sequence,
          messageId,
          UUID.fromString(single(mail, ENTRY).strip()),
          previous.equals(NONE) ? null : UUID.fromString(previous));
    } catch (IllegalArgumentException | UnsupportedEncodingException e) {
      // The sequence is no number, an id no UUID, or the user's id is encoded as no JDK knows.
      throw malformed();
    }
  }

  private static String single(MimeMessage mail, String header)
      throws RejectException, MessagingException {
    String[] values = mail.getHeader(header);
    if (values == null || values.length != 1) {
      throw malformed();
    }
    return values[0];
  }

  private static RejectException malformed() {
    return new RejectException(
        554,
        "5.6.0 A mail about a payment has one header each of "
            + USER
            + ", "
            + SEQUENCE
            + " (from 1), "
            + ENTRY
            + " (a UUID), "
            + PREVIOUS
            + " (a UUID or none) and Message-ID (at most "
            + MESSAGE_ID_MAX
            + " characters); nothing was taken.");
  }

  /** So many characters at most, and of control characters only those that lay out a text. */
  private static String beginning(String text, int charactersMax) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .filter(c -> !Character.isISOControl(c) || c == '\n' || c == '\t')
        .limit(charactersMax)
        .forEachOrdered(shown::appendCodePoint);
    return shown.toString().stripTrailing();
  }
}
