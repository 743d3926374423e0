package io.paymentdone.console.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import org.subethamail.smtp.RejectException;

/**
 * What becomes of the mails that a server receives.
 *
 * @param <M> what is kept of a mail, which is small
 */
public interface MailTaker<M> {

  /**
   * Reads a mail, which is in memory as a whole meanwhile: waits for nothing.
   *
   * @param recipients of the envelope; at least one
   * @throws RejectException the answer to the client, which is not to send the mail again
   * @throws MessagingException if the mail is not as MIME says; the client gets a 554
   * @throws IOException as {@code MessagingException}
   */
  M read(List<String> recipients, MimeMessage mail)
      throws RejectException, MessagingException, IOException;

  /**
   * Takes a mail: the client gets a 250 when this returns. May wait for some seconds.
   *
   * @throws RejectException the answer otherwise; the mail was not taken then
   */
  void take(M mail) throws RejectException, InterruptedException;
}
