package io.paymentdone.notification.email;

import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Rejected;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server replied to a message that it did not take (<a
 * href="https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1">RFC 5321</a>), without its words:
 * they have addresses.
 *
 * @param code of the reply; not positive if there was none
 * @param enhanced status code of <a href="https://www.rfc-editor.org/rfc/rfc3463">RFC 3463</a>;
 *     null without one
 * @param refused what the reply was to
 */
record SmtpReply(int code, @Nullable String enhanced, Refused refused) {

  private static final Pattern ENHANCED =
      Pattern.compile("^\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");

  /**
   * Codes that name the recipient or the message as the cause: no such mailbox or domain, a mailbox
   * that takes nothing, a message too large or of a kind that the receiver does not take.
   */
  private static final Pattern FINAL =
      Pattern.compile("5\\.(1\\.([1236]|10)|2\\.\\d+|3\\.4|6\\.\\d+)");

  /** The server closes the connection. */
  private static final int CLOSING = 421;

  /** What a server can refuse. */
  enum Refused {
    SENDER("sender"),
    RECIPIENT("recipient"),
    MESSAGE("message");

    private final String text;

    Refused(String text) {
      this.text = text;
    }
  }

  /** The reply that ended an attempt. */
  static SmtpReply of(MessagingException failure) {
    SmtpReply reply = new SmtpReply(0, null, Refused.MESSAGE);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        // The most precise one, and the last of a chain.
        case SMTPAddressFailedException recipient -> {
          return new SmtpReply(recipient.getReturnCode(), enhanced(recipient), Refused.RECIPIENT);
        }
        case SMTPSendFailedException any ->
            reply =
                new SmtpReply(
                    any.getReturnCode(),
                    enhanced(any),
                    any.getCommand() != null && any.getCommand().startsWith("MAIL")
                        ? Refused.SENDER
                        : Refused.MESSAGE);
        default -> {}
      }
    }
    return reply;
  }

  private static @Nullable String enhanced(MessagingException failure) {
    String text = failure.getMessage();
    Matcher matcher = ENHANCED.matcher(text == null ? "" : text);
    return matcher.find() ? matcher.group(1) : null;
  }

  /** Whether the connection is of no use any more. */
  boolean endsTheConnection() {
    return code <= 0 || code == CLOSING;
  }

  /**
   * What the reply means. A permanent refusal is final only if its enhanced code says that it
   * concerns the recipient or the message. Everything else may be a setting, a policy or a paused
   * account, which operators mend, and servers tell it in a reply to any command: final, one wrong
   * setting would end all messages that wait.
   */
  Outcome.Attempted outcome() {
    if (code <= 0) {
      return new Failed(null, "the connection to the mail server broke off", null, true);
    }
    String text =
        "the mail server refused the "
            + refused.text
            + ": "
            + code
            + (enhanced == null ? "" : " " + enhanced);
    if (code == CLOSING || refused == Refused.SENDER) {
      return new Failed(code, text, null, true);
    }
    boolean isFinal = code >= 500 && enhanced != null && FINAL.matcher(enhanced).matches();
    return isFinal ? new Rejected(code, text) : new Failed(code, text, null, false);
  }

  /** The outcome of an attempt without a connection. */
  static Failed notConnected(MessagingException failure) {
    String text = "the mail server refused the connection";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text =
          switch (cause) {
            case AuthenticationFailedException _ -> "the mail server refused the credentials";
            case UnknownHostException _ -> "the name of the mail server cannot be resolved";
            case SocketTimeoutException _ -> "the mail server did not answer in time";
            case ConnectException _ -> "the mail server cannot be reached";
            case SSLException _ -> "TLS with the mail server failed";
            case MessagingException e when String.valueOf(e.getMessage()).contains("STARTTLS") ->
                "the mail server does not offer STARTTLS, which is required";
            default -> text;
          };
    }
    return new Failed(null, text, null, true);
  }
}
