package io.paymentdone.notification.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Part of readiness: up once this replica is a member of the group, even one without a partition,
 * the topic has the right number of partitions, no offset is out of range, and batches are
 * received.
 *
 * <p>An outage of Kafka after that is only a detail: otherwise all replicas would leave the load
 * balancer at once, and no client could read the feeds in the database.
 */
@Component
class ConsumerHealthIndicator implements HealthIndicator {

  private final ListenerStart start;
  private final Membership membership;
  private final RefusedMember refusedMember;
  private final TopicCheck topic;
  private final OutOfRangePartitions outOfRange;
  private final InfiniteRetryErrorHandler retry;

  ConsumerHealthIndicator(
      ListenerStart start,
      Membership membership,
      RefusedMember refusedMember,
      TopicCheck topic,
      OutOfRangePartitions outOfRange,
      InfiniteRetryErrorHandler retry) {
    this.start = start;
    this.membership = membership;
    this.refusedMember = refusedMember;
    this.topic = topic;
    this.outOfRange = outOfRange;
    this.retry = retry;
  }

  @Override
  public Health health() {
    List<String> problems = new ArrayList<>(outOfRange.incidents());
    Optional<String> removal = refusedMember.removal();
    start
        .problem()
        .or(() -> removal.isPresent() ? Optional.empty() : membership.problem())
        .ifPresent(problems::add);
    topic.problem().ifPresent(problems::add);
    retry.problem().ifPresent(problems::add);
    Health.Builder health = problems.isEmpty() ? Health.up() : Health.down();
    if (!problems.isEmpty()) {
      health.withDetail("problems", problems);
    }
    List<String> silences =
        Stream.of(removal, membership.silence(), topic.silence())
            .flatMap(Optional::stream)
            .toList();
    if (!silences.isEmpty()) {
      health.withDetail("kafka", silences);
    }
    return health.withDetail("partitions", membership.partitions()).build();
  }
}
