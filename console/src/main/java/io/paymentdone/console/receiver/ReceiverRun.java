package io.paymentdone.console.receiver;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.paymentdone.console.services.WebhookApi;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The time between turning the receiver on and off: one endpoint, and what came from it. */
final class ReceiverRun {

  private final String token;
  private final UUID endpointId;
  private final Webhook verifier;
  private final EndpointWatch watch;
  private final SequenceCheck check = new SequenceCheck(SequenceCheck.USERS_MAX, true);
  private final DeliveryRate rate;
  private final AtomicLong badSignatures = new AtomicLong();
  private final RefusedUsers refused = new RefusedUsers();
  private volatile boolean open = true;
  private volatile boolean answeredGone;

  /**
   * A run.
   *
   * @param token part of the endpoint's URL, which tells it from endpoints of earlier runs
   * @param secret of the endpoint
   */
  ReceiverRun(String token, UUID endpointId, String secret, WebhookApi webhooks, Clock clock) {
    this.token = token;
    this.endpointId = endpointId;
    this.verifier = new Webhook(secret);
    this.watch = new EndpointWatch(endpointId, webhooks, refused, System::nanoTime);
    this.rate = new DeliveryRate(clock);
  }

  String token() {
    return token;
  }

  UUID endpointId() {
    return endpointId;
  }

  EndpointWatch watch() {
    return watch;
  }

  /**
   * Checks a signature.
   *
   * @throws ProblemException 400 {@code bad-signature}; it is counted
   */
  void verify(Map<String, List<String>> headers, String body) {
    try {
      verifier.verify(body, headers);
    } catch (WebhookVerificationException e) {
      badSignatures.incrementAndGet();
      throw ProblemException.of(
          ProblemCode.BAD_SIGNATURE,
          "The request is not signed with the endpoint's secret, or its timestamp is five minutes"
              + " off; nothing was taken.");
    }
  }

  void take(ReceivedDelivery delivery) {
    check.take(delivery);
    rate.add();
    refused.remove(delivery.userId());
  }

  /** Remembers that a user's delivery is not taken. */
  void refuse(ReceivedDelivery delivery) {
    refused.add(delivery.userId());
  }

  /** Remembers that the service has reason to disable the endpoint. */
  void answerGone() {
    answeredGone = true;
  }

  /** Whether the endpoint may be disabled. */
  boolean mayBeDisabled() {
    return answeredGone || watch.now().disabledReason() != null;
  }

  void enabledAgain() {
    answeredGone = false;
    watch.forget();
  }

  boolean isOpen() {
    return open;
  }

  void close() {
    open = false;
  }

  long badSignatures() {
    return badSignatures.get();
  }

  SequenceCheck.Counts counts() {
    return check.counts();
  }

  double perSecond() {
    return rate.perSecond();
  }
}
