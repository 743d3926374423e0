package io.paymentdone.notification.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Part of readiness: this replica has become a member of the group, even one without a partition;
 * the topic has its partitions; retention has overtaken no offset; what it reads, it can receive.
 *
 * <p>A Kafka that falls silent afterwards is a detail: all replicas would leave their service at
 * once, and nobody could read the feeds that the database has.
 */
@Component
class ConsumerHealthIndicator implements HealthIndicator {

  private final ListenerStart start;
  private final Membership membership;
  private final TopicWatch topic;
  private final OvertakenOffsets overtaken;
  private final RetryWithoutEnd retry;

  ConsumerHealthIndicator(
      ListenerStart start,
      Membership membership,
      TopicWatch topic,
      OvertakenOffsets overtaken,
      RetryWithoutEnd retry) {
    this.start = start;
    this.membership = membership;
    this.topic = topic;
    this.overtaken = overtaken;
    this.retry = retry;
  }

  @Override
  public Health health() {
    List<String> problems = new ArrayList<>(overtaken.incidents());
    start.problem().or(membership::problem).ifPresent(problems::add);
    topic.problem().ifPresent(problems::add);
    retry.problem().ifPresent(problems::add);
    Health.Builder health = problems.isEmpty() ? Health.up() : Health.down();
    if (!problems.isEmpty()) {
      health.withDetail("problems", problems);
    }
    List<String> silences =
        Stream.of(membership.silence(), topic.silence()).flatMap(Optional::stream).toList();
    if (!silences.isEmpty()) {
      health.withDetail("kafka", silences);
    }
    return health.withDetail("partitions", membership.partitions()).build();
  }
}
