package io.paymentdone.console.receiver;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has come by mail since the console started.
 *
 * @param taken all mails, those from elsewhere than from notification-service included
 * @param received mails about payments; one that came again counts once
 * @param repeated mails that came again: their sender did not see the answer
 * @param missing mails that were passed over, after the first that came for their user, and have
 *     not come since
 * @param outOfOrder mails after one with a higher sequence, or with the number of another
 * @param usersForgotten users that were too many to remember; what is missing of them is unknown
 * @param waiting at most ten users whose mails wait for one that the receiver did not take; null if
 *     it is not known
 * @param note why it is not known what waits; null if it is
 */
public record MailStatus(
    long taken,
    long received,
    long repeated,
    long missing,
    long outOfOrder,
    long usersForgotten,
    @Nullable List<WaitingLane> waiting,
    @Nullable String note) {}
