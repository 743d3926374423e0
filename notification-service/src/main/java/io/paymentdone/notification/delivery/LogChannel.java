package io.paymentdone.notification.delivery;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/**
 * Writes every notification to the log, without its text and its user: the smallest channel there
 * can be.
 */
@Component
@ConditionalOnBooleanProperty("notification.log-channel.enabled")
class LogChannel implements Channel {

  private static final Logger log = LoggerFactory.getLogger(LogChannel.class);

  private static final int TARGET = 2;

  @Override
  public String name() {
    return "log";
  }

  @Override
  public Audience audience() {
    return Audience.EVERYBODY;
  }

  @Override
  public List<Integer> targets() {
    return List.of(TARGET);
  }

  @Override
  public Outcome send(Delivery delivery) {
    log.info(
        "Delivery {}: sequence {}, payment {}",
        delivery.id(),
        delivery.sequence(),
        delivery.entry().paymentId());
    return new Outcome.Delivered(null);
  }
}
