package io.paymentdone.console.traffic;

import io.paymentdone.console.ledger.CommittedOffsets;
import io.paymentdone.console.payments.PaymentTopicReader;
import io.paymentdone.console.rebalances.RebalanceHistory;
import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.console.services.PaymentApi;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Runs of test traffic, one at a time. */
@Component
public class TrafficRuns implements SmartLifecycle {

  private static final int REBALANCES_MAX = 100;

  private final PaymentSender sender;
  private final PaymentApi payments;
  private final NotificationApi notifications;
  private final PaymentTopicReader published;
  private final CommittedOffsets committed;
  private final RebalanceHistory history;
  private final JsonMapper json;
  private @Nullable TrafficRun run;
  private volatile boolean running;

  TrafficRuns(
      PaymentSender sender,
      PaymentApi payments,
      NotificationApi notifications,
      PaymentTopicReader published,
      CommittedOffsets committed,
      RebalanceHistory history,
      JsonMapper json) {
    this.sender = sender;
    this.payments = payments;
    this.notifications = notifications;
    this.published = published;
    this.committed = committed;
    this.history = history;
    this.json = json;
  }

  synchronized TrafficState start(TrafficPlan.Checked plan) {
    if (run != null && !run.state().hasEnded()) {
      throw ProblemException.of(
          ProblemCode.TRAFFIC_IS_ON, "Test traffic is running already; stop it first.");
    }
    TrafficRun started =
        new TrafficRun(
            plan,
            sender,
            payments,
            startedAt -> new FeedAudit(notifications::feed, startedAt, plan.payments()),
            this::countOnTopic,
            this::committed,
            () -> history.newestSeen(Topics.NOTIFICATION_GROUP, REBALANCES_MAX),
            json);
    run = started;
    var _ = Thread.ofPlatform().daemon().name("traffic").start(started::run);
    return started.state();
  }

  private long countOnTopic(List<SentPayment> sent) {
    return sent.stream()
        .filter(payment -> published.index().location(payment.id()).isPresent())
        .count();
  }

  /** A predicate whether the group has read a payment; empty if Kafka does not answer. */
  private Optional<Predicate<UUID>> committed() {
    return committed
        .now()
        .map(offsets ->
            id ->
                published
                    .index()
                    .location(id)
                    .map(location ->
                        location.offset()
                            < offsets.offsets().getOrDefault(location.partition(), 0L))
                    .orElse(false));
  }

  /** The current run, or the last one; empty if there was none. */
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
