package io.paymentdone.console.receiver;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The mails that the receiver has taken: what was wrong with them all, and the newest ones. */
final class Mailbox {

  /** About 500 KB at most. */
  private static final int KEPT = 50;

  private final Clock clock;

  /** The sequence of a user goes on over restarts of the console. */
  private final SequenceCheck check = new SequenceCheck(SequenceCheck.USERS_MAX, false);

  private final Deque<MailView> newest = new ArrayDeque<>();
  private long taken;

  Mailbox(Clock clock) {
    this.clock = clock;
  }

  synchronized void take(ReceivedMail mail) {
    ReceivedDelivery delivery = mail.delivery();
    if (delivery != null) {
      check.take(delivery);
    }
    taken++;
    newest.addFirst(MailView.of(taken, clock.instant(), mail));
    if (newest.size() > KEPT) {
      newest.removeLast();
    }
  }

  /** The last mails, newest first. */
  synchronized List<MailView> newest() {
    return List.copyOf(newest);
  }

  synchronized MailStatus status() {
    SequenceCheck.Counts counts = check.counts();
    return new MailStatus(
        taken,
        counts.received(),
        counts.repeated(),
        counts.missing(),
        counts.outOfOrder(),
        counts.usersForgotten());
  }
}
