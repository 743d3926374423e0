package io.paymentdone.console.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.Session;

/** Reads mails from connections, and makes out a few of them at once. */
final class Incoming<M> {

  /** How much of a mail that is too long is read so that its client sees the answer. */
  private static final int DISCARDED_BYTES_MAX = 1024 * 1024;

  private final MailTaker<M> taker;
  private final SmtpLimits limits;
  private final SessionDeadlines deadlines;
  private final Semaphore parsing;
  private final jakarta.mail.Session mime = jakarta.mail.Session.getInstance(new Properties());

  Incoming(MailTaker<M> taker, SmtpLimits limits, SessionDeadlines deadlines) {
    this.taker = taker;
    this.limits = limits;
    this.deadlines = deadlines;
    this.parsing = new Semaphore(limits.parsedAtOnce());
  }

  /** For one mail of a session. */
  MessageHandler handler(Session session) {
    return new Handler(session);
  }

  private final class Handler implements MessageHandler {

    private final Session session;
    private final List<String> recipients = new ArrayList<>();

    Handler(Session session) {
      this.session = session;
    }

    @Override
    public void from(String from) {
      deadlines.allow(session, limits.mailTimeMax());
    }

    @Override
    public void recipient(String recipient) {
      recipients.add(recipient);
    }

    @Override
    public @Nullable String data(InputStream data) throws RejectException, IOException {
      try {
        taker.take(read(recipients, data));
        return null;
      } catch (RejectException e) {
        // The answer to DATA ends the transaction (RFC 5321, 4.1.1.4). The library leaves it open,
        // and
        // would refuse the next mail of this connection.
        session.resetMailTransaction();
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DropConnectionException(421, "4.3.2 The console is stopping; nothing was taken.");
      }
    }

    @Override
    public void done() {
      deadlines.allow(session, limits.idleMax());
    }
  }

  /** A client that sends slowly keeps the others from nothing. */
  private M read(List<String> recipients, InputStream data)
      throws RejectException, IOException, InterruptedException {
    byte[] bytes = data.readNBytes(limits.mailBytesMax() + 1);
    if (bytes.length > limits.mailBytesMax()) {
      throw tooLong(data);
    }
    if (!parsing.tryAcquire(limits.mailTimeMax().toMillis(), TimeUnit.MILLISECONDS)) {
      throw new DropConnectionException(421, "4.3.2 Too many mails at once; nothing was taken.");
    }
    try {
      return parse(recipients, bytes);
    } finally {
      parsing.release();
    }
  }

  private M parse(List<String> recipients, byte[] bytes) throws RejectException {
    try {
      return taker.read(
          List.copyOf(recipients), new MimeMessage(mime, new ByteArrayInputStream(bytes)));
    } catch (MessagingException | IOException e) {
      throw new RejectException(554, "5.6.0 The mail is not as MIME says; nothing was taken.");
    }
  }

  private RejectException tooLong(InputStream rest) throws IOException {
    String text =
        "5.3.4 The mail is longer than " + limits.mailBytesMax() + " bytes; nothing was taken.";
    for (int i = 0; i < DISCARDED_BYTES_MAX; i++) {
      if (rest.read() < 0) {
        return new RejectException(552, text);
      }
    }
    return new DropConnectionException(552, text);
  }
}
