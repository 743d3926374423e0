package io.paymentdone.console.traffic;

import io.paymentdone.console.rebalances.RebalanceHistory;
import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.console.services.PaymentApi;
import io.paymentdone.console.tap.PaymentTap;
import io.paymentdone.events.Topics;
import io.paymentdone.web.ProblemException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The run that goes on, or the last one. One at a time. */
@Component
public class TrafficRuns implements SmartLifecycle {

  private static final int REBALANCES_MAX = 100;

  private final PaymentSender sender;
  private final PaymentApi payments;
  private final NotificationApi notifications;
  private final PaymentTap tap;
  private final RebalanceHistory history;
  private final JsonMapper json;
  private @Nullable TrafficRun run;
  private volatile boolean running;

  TrafficRuns(
      PaymentSender sender,
      PaymentApi payments,
      NotificationApi notifications,
      PaymentTap tap,
      RebalanceHistory history,
      JsonMapper json) {
    this.sender = sender;
    this.payments = payments;
    this.notifications = notifications;
    this.tap = tap;
    this.history = history;
    this.json = json;
  }

  synchronized TrafficState start(TrafficPlan.Checked plan) {
    if (run != null && !run.state().hasEnded()) {
      throw ProblemException.of(
          HttpStatus.CONFLICT, "traffic-is-on", "Test traffic is on already; stop it first.");
    }
    TrafficRun started =
        new TrafficRun(
            plan,
            sender,
            payments,
            startedAt -> new FeedAudit(notifications::feed, startedAt, plan.payments()),
            this::countOnTopic,
            () -> history.newest(Topics.NOTIFICATION_GROUP, REBALANCES_MAX),
            json);
    run = started;
    var _ = Thread.ofPlatform().daemon().name("traffic").start(started::run);
    return started.state();
  }

  private long countOnTopic(List<SentPayment> sent) {
    return sent.stream().filter(payment -> !tap.index().find(payment.id()).isEmpty()).count();
  }

  /** The run that goes on, or the last one; empty when there was none. */
  public synchronized Optional<TrafficState> current() {
    return Optional.ofNullable(run).map(TrafficRun::state);
  }

  synchronized void end() {
    if (run != null) {
      run.stop();
    }
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    end();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
