package io.paymentdone.console.receiver;

import io.paymentdone.console.smtp.MailTaker;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import org.subethamail.smtp.RejectException;

/** Does with mails what the receiver was told to do with the deliveries of their users. */
final class MailReceiver implements MailTaker<ReceivedMail> {

  private final Receiver receiver;
  private final Mailbox mailbox;

  MailReceiver(Receiver receiver, Mailbox mailbox) {
    this.receiver = receiver;
    this.mailbox = mailbox;
  }

  @Override
  public ReceivedMail read(List<String> recipients, MimeMessage mail)
      throws RejectException, MessagingException, IOException {
    return ReceivedMail.read(recipients, mail);
  }

  @Override
  public void take(ReceivedMail mail) throws RejectException, InterruptedException {
    ReceivedDelivery delivery = mail.delivery();
    if (delivery != null) {
      obey(receiver.ruleForMail(), delivery);
    }
    mailbox.take(mail);
  }

  private void obey(ConductRule rule, ReceivedDelivery delivery)
      throws RejectException, InterruptedException {
    switch (rule.towards(delivery.userId())) {
      case ANSWER -> {}
      case SLOW -> rule.slowDown();
      case FAIL -> {
        mailbox.refuse(delivery);
        throw failed("fail");
      }
      case HANG -> {
        mailbox.refuse(delivery);
        rule.hang();
        // Not taken: the sender may have given up, and may have sent it again meanwhile.
        throw failed("hang");
      }
      case GONE -> {
        mailbox.refuse(delivery);
        throw new RejectException(
            550, "5.1.1 The receiver was told to be gone; nothing was taken.");
      }
    }
  }

  private static RejectException failed(String told) {
    return new RejectException(
        451, "4.3.0 The receiver was told to " + told + "; nothing was taken.");
  }
}
