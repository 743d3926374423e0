package io.paymentdone.console.receiver;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The receiver and what it has received since it was turned on.
 *
 * @param userId the one user whose deliveries {@code conduct} is for; null for all
 * @param received deliveries taken; one that came again counts once
 * @param repeated deliveries that came again: their sender did not see the answer, or they were
 *     replayed
 * @param missing deliveries that were passed over and have not come since
 * @param outOfOrder deliveries after one with a higher sequence, or with the number of another
 * @param usersForgotten users that were too many to remember; what is missing of them is unknown
 * @param perSecond deliveries taken, over the last five seconds
 * @param endpointId null while the receiver is off
 * @param waiting at most ten users whose deliveries wait for one that failed; null if it is not
 *     known
 * @param disabledReason why notification-service sends nothing; null if it does
 * @param note why something is not known; null if all is
 * @param mail mails taken since the console started; null if it takes none
 */
public record ReceiverStatus(
    boolean on,
    Conduct conduct,
    @Nullable String userId,
    long received,
    long repeated,
    long missing,
    long outOfOrder,
    long badSignatures,
    long usersForgotten,
    double perSecond,
    @Nullable UUID endpointId,
    @Nullable List<WaitingLane> waiting,
    @Nullable String disabledReason,
    @Nullable String note,
    @Nullable MailStatus mail) {

  static ReceiverStatus neverOn(ConductRule rule, @Nullable MailStatus mail) {
    return new ReceiverStatus(
        false,
        rule.conduct(),
        rule.userId(),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        List.of(),
        null,
        null,
        mail);
  }

  /** The figures of a run that is over. */
  static ReceiverStatus off(ReceiverRun run, ConductRule rule, @Nullable MailStatus mail) {
    return of(run, rule, 0, null, new EndpointWatch.Known(WaitingLanes.NONE, null), mail);
  }

  static ReceiverStatus on(ReceiverRun run, ConductRule rule, @Nullable MailStatus mail) {
    return of(run, rule, run.perSecond(), run.endpointId(), run.watch().now(), mail);
  }

  private static ReceiverStatus of(
      ReceiverRun run,
      ConductRule rule,
      double perSecond,
      @Nullable UUID endpointId,
      EndpointWatch.Known known,
      @Nullable MailStatus mail) {
    SequenceCheck.Counts counts = run.counts();
    return new ReceiverStatus(
        endpointId != null,
        rule.conduct(),
        rule.userId(),
        counts.received(),
        counts.repeated(),
        counts.missing(),
        counts.outOfOrder(),
        run.badSignatures(),
        counts.usersForgotten(),
        perSecond,
        endpointId,
        known.waiting().lanes(),
        known.disabledReason(),
        known.waiting().note(),
        mail);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "ReceiverStatus[on=" + on + ", conduct=" + conduct + "]";
  }
}
