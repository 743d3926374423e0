package io.paymentdone.console.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.services.ServiceRefusal;
import io.paymentdone.console.services.ServiceResponse;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.services.WebhookApi;
import io.paymentdone.console.services.WebhookEndpoint;
import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Receives webhooks as a client of notification-service does, checks them, and fails on demand. The
 * secret of its endpoint is in memory only, so it makes a new endpoint whenever it is turned on,
 * and deletes those that it has made before.
 */
@Component
@ConditionalOnProperty(ReceiverProperties.URL)
@EnableConfigurationProperties(ReceiverProperties.class)
public class Receiver implements SmartLifecycle {

  /** By which the console knows its own endpoints again. */
  private static final String DESCRIPTION = "receiver of the console";

  private static final Logger log = LoggerFactory.getLogger(Receiver.class);

  private static final ConductRule TAKES_ALL = new ConductRule(Conduct.ANSWER, null);
  private static final Duration LEFTOVERS_INTERVAL = Duration.ofSeconds(5);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final URI url;
  private final WebhookApi webhooks;
  private final ServiceRefusal refusal;
  private final JsonMapper json;
  private final Workers workers;
  private final @Nullable Mailbox mailbox;
  private final AtomicReference<ConductRule> rule =
      new AtomicReference<>(new ConductRule(Conduct.ANSWER, null));

  /** The current run, or the last one. */
  private volatile @Nullable ReceiverRun run;

  /** Token of an endpoint whose secret is not known yet, because it is being created. */
  private volatile @Nullable String creating;

  /** Whether there may be endpoints of earlier runs. */
  private volatile boolean hasLeftovers = true;

  private volatile @Nullable Worker cleaner;

  Receiver(
      ReceiverProperties properties,
      WebhookApi webhooks,
      ServiceRefusal refusal,
      JsonMapper json,
      Workers workers,
      ObjectProvider<Mailbox> mailbox) {
    this.url = properties.url();
    this.webhooks = webhooks;
    this.refusal = refusal;
    this.json = json;
    this.workers = workers;
    this.mailbox = mailbox.getIfAvailable();
  }

  /**
   * Does with a request what the receiver was told to do. Returns if the request is to be answered
   * with 200.
   *
   * @param token of the endpoint that sent the request; null for the current one
   * @throws ProblemException the answer otherwise; the delivery was not taken then
   */
  void receive(@Nullable String token, Map<String, List<String>> headers, byte[] bytes)
      throws InterruptedException {
    ReceiverRun receiving = runOf(token);
    String body = new String(bytes, UTF_8);
    receiving.verify(headers, body);
    Optional<ReceivedDelivery> delivery = ReceivedDelivery.read(body, json);
    if (delivery.isPresent()) {
      receive(receiving, delivery.get());
    }
  }

  private ReceiverRun runOf(@Nullable String token) {
    if (token != null && token.equals(creating)) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          "The receiver is being turned on; nothing was taken.",
          RETRY_AFTER);
    }
    ReceiverRun current = run;
    if (current == null || !current.isOpen() || (token != null && !token.equals(current.token()))) {
      // Disables the endpoint, which nobody has a use for.
      throw gone("The receiver is off, or has another endpoint by now; nothing was taken.");
    }
    return current;
  }

  private void receive(ReceiverRun receiving, ReceivedDelivery delivery)
      throws InterruptedException {
    ConductRule current = rule.get();
    switch (current.towards(delivery.userId())) {
      case ANSWER -> receiving.take(delivery);
      case SLOW -> {
        current.slowDown();
        receiving.take(delivery);
      }
      case FAIL -> {
        receiving.refuse(delivery);
        throw failed("The receiver was told to fail; nothing was taken.");
      }
      case HANG -> {
        receiving.refuse(delivery);
        current.hang();
        // Not taken: the sender may have given up, and may have sent it again meanwhile.
        throw failed("The receiver was told to hang; nothing was taken.");
      }
      case GONE -> {
        receiving.refuse(delivery);
        receiving.answerGone();
        throw gone("The receiver was told to be gone; nothing was taken.");
      }
    }
  }

  private static ProblemException failed(String detail) {
    return ProblemException.of(ProblemCode.TOLD_TO_FAIL, detail);
  }

  private static ProblemException gone(String detail) {
    return ProblemException.of(ProblemCode.GONE, detail);
  }

  /** Whether the receiver is on. */
  public boolean isOn() {
    ReceiverRun current = run;
    return current != null && current.isOpen();
  }

  /** The endpoint of the receiver; null while it is off. */
  public @Nullable UUID endpointId() {
    ReceiverRun current = run;
    return current != null && current.isOpen() ? current.endpointId() : null;
  }

  /**
   * The status; notification-service is asked at most once a second, while the receiver is on or
   * has refused the last mail of a user.
   */
  public ReceiverStatus status() {
    ReceiverRun current = run;
    MailStatus mail = mailbox == null ? null : mailbox.status();
    return current != null && current.isOpen()
        ? ReceiverStatus.on(current, rule.get(), mail)
        : notOn(current, mail);
  }

  /**
   * The status of a receiver that is off, without what only notification-service knows: which mails
   * wait.
   */
  public ReceiverStatus statusUnasked() {
    return notOn(run, mailbox == null ? null : mailbox.statusUnasked());
  }

  private ReceiverStatus notOn(@Nullable ReceiverRun last, @Nullable MailStatus mail) {
    return last == null
        ? ReceiverStatus.neverOn(rule.get(), mail)
        : ReceiverStatus.off(last, rule.get(), mail);
  }

  /** What to do with mail, which also comes while the receiver is off, and is taken then. */
  ConductRule ruleForMail() {
    return isOn() ? rule.get() : TAKES_ALL;
  }

  /** Changes the conduct, also towards requests that wait for an answer. */
  void conduct(ConductRule next) {
    rule.getAndSet(next).replaced();
  }

  /**
   * Turns the receiver on, or enables its endpoint again if it was disabled.
   *
   * @throws ProblemException if notification-service refuses the endpoint, or does not answer
   */
  synchronized void turnOn() {
    try {
      ReceiverRun current = run;
      if (current == null || !current.isOpen()) {
        begin();
      } else if (current.mayBeDisabled()) {
        enable(current);
      }
    } catch (ServiceUnavailableException e) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          "notification-service does not answer, so nothing is sent to the receiver. Start a"
              + " consumer, then try again.",
          RETRY_AFTER);
    }
  }

  private void begin() {
    deleteEndpointsBut(null);
    // A replica that ends during the request may make one whose answer nobody gets.
    hasLeftovers = true;
    String token = UUID.randomUUID().toString();
    creating = token;
    try {
      ServiceResponse response =
          webhooks.create(URI.create(url + "?endpoint=" + token), DESCRIPTION);
      if (response.status() != HttpStatus.CREATED.value()) {
        throw refusal.problem(
            response,
            "notification-service refused the endpoint with status " + response.status() + ".");
      }
      WebhookEndpoint endpoint = webhooks.read(response);
      run =
          new ReceiverRun(
              token, endpoint.id(), String.valueOf(endpoint.secret()), webhooks, Clock.systemUTC());
      log.info("The receiver is on, with endpoint {}", endpoint.id());
    } finally {
      creating = null;
    }
    deleteLeftovers();
  }

  private void enable(ReceiverRun current) {
    if (webhooks.enable(current.endpointId()).isPresent()) {
      current.enabledAgain();
    } else {
      current.close();
      begin();
    }
  }

  /** Turns the receiver off; its endpoint is deleted now, or once notification-service answers. */
  synchronized void turnOff() {
    ReceiverRun current = run;
    if (current != null && current.isOpen()) {
      current.close();
      log.info("The receiver is off");
    }
    hasLeftovers = true;
    deleteLeftovers();
  }

  private synchronized void deleteLeftovers() {
    if (!hasLeftovers) {
      return;
    }
    ReceiverRun current = run;
    try {
      deleteEndpointsBut(current != null && current.isOpen() ? current.endpointId() : null);
      hasLeftovers = false;
    } catch (ServiceUnavailableException e) {
      log.debug("Endpoints of earlier runs are deleted once notification-service answers", e);
    }
  }

  private void deleteEndpointsBut(@Nullable UUID kept) {
    webhooks.endpoints().items().stream()
        .filter(endpoint -> DESCRIPTION.equals(endpoint.description()))
        .map(WebhookEndpoint::id)
        .filter(id -> !id.equals(kept))
        .forEach(webhooks::delete);
  }

  /**
   * Has a delivery that waits sent now, with those of its user that wait before it.
   *
   * @throws ProblemException if notification-service refuses, or does not answer
   */
  void retry(UUID deliveryId) {
    try {
      ServiceResponse response = webhooks.retry(deliveryId);
      boolean isDelivered = response.status() == HttpStatus.CONFLICT.value();
      if (response.status() != HttpStatus.ACCEPTED.value() && !isDelivered) {
        throw refusal.problem(
            response,
            "notification-service refused the retry with status " + response.status() + ".");
      }
    } catch (ServiceUnavailableException e) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          "notification-service does not answer, so it is unknown whether the delivery is sent now."
              + " Repeat the request: that does no harm.",
          RETRY_AFTER);
    }
    ReceiverRun current = run;
    if (current != null) {
      current.watch().forget();
    }
    if (mailbox != null) {
      mailbox.forgetWaiting();
    }
  }

  @Override
  public void start() {
    cleaner =
        workers.start(
            "receiver-endpoints",
            () -> {
              deleteLeftovers();
              TimeUnit.MILLISECONDS.sleep(LEFTOVERS_INTERVAL.toMillis());
            });
  }

  @Override
  public void stop() {
    Worker started = cleaner;
    if (started != null) {
      workers.end(started);
    }
    cleaner = null;
    // The web server waits for requests that wait.
    conduct(new ConductRule(Conduct.ANSWER, null));
  }

  @Override
  public boolean isRunning() {
    return cleaner != null;
  }
}
