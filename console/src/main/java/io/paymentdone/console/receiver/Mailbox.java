package io.paymentdone.console.receiver;

import io.paymentdone.console.services.WebhookApi;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The mails that the receiver has taken: what was wrong with them all, and the newest ones; and the
 * users whose mails wait, because it did not take one.
 */
final class Mailbox {

  /** About 500 KB at most. */
  private static final int KEPT = 50;

  private final Clock clock;

  /** The sequence of a user goes on over restarts of the console. */
  private final SequenceCheck check = new SequenceCheck(SequenceCheck.USERS_MAX, false);

  private final Deque<MailView> newest = new ArrayDeque<>();
  private final RefusedUsers refused = new RefusedUsers();
  private final MailWatch watch;
  private long taken;

  Mailbox(Clock clock, WebhookApi deliveries) {
    this.clock = clock;
    this.watch = new MailWatch(deliveries, refused, System::nanoTime);
  }

  synchronized void take(ReceivedMail mail) {
    ReceivedDelivery delivery = mail.delivery();
    if (delivery != null) {
      check.take(delivery);
      refused.remove(delivery.userId());
    }
    taken++;
    newest.addFirst(MailView.of(taken, clock.instant(), mail));
    if (newest.size() > KEPT) {
      newest.removeLast();
    }
  }

  /** Remembers that a user's mail is not taken. */
  void refuse(ReceivedDelivery delivery) {
    refused.add(delivery.userId());
  }

  /** The last mails, newest first. */
  synchronized List<MailView> newest() {
    return List.copyOf(newest);
  }

  /** Asks notification-service what waits, unless it did so less than a second ago. */
  MailStatus status() {
    return status(watch.lanes());
  }

  /** Says that it is not known what waits, unless every user's last mail was taken. */
  MailStatus statusUnasked() {
    return status(watch.lanesUnasked());
  }

  private synchronized MailStatus status(WaitingLanes waiting) {
    SequenceCheck.Counts counts = check.counts();
    return new MailStatus(
        taken,
        counts.received(),
        counts.repeated(),
        counts.missing(),
        counts.outOfOrder(),
        counts.usersForgotten(),
        waiting.lanes(),
        waiting.note());
  }

  /** Has the next call of {@link #status()} ask what waits. */
  void forgetWaiting() {
    watch.forget();
  }
}
