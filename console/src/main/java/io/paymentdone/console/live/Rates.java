package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The curves of the last minutes, from offsets: right for any group. */
final class Rates {

  private static final Duration STEP = Duration.ofMillis(900);
  private static final int POINTS_MAX = 300;

  private final Deque<RatePoint> points = new ArrayDeque<>();
  private @Nullable Instant lastAt;
  private List<PartitionProgress> last = List.of();

  /** A new point; empty when the last is too young. */
  Optional<RatePoint> observe(List<PartitionProgress> now, Instant at) {
    Instant before = lastAt;
    if (before != null && Duration.between(before, at).compareTo(STEP) < 0) {
      return Optional.empty();
    }
    List<PartitionProgress> previous = last;
    lastAt = at;
    last = now;
    if (before == null || previous.size() != now.size()) {
      return Optional.empty();
    }
    double seconds = Duration.between(before, at).toMillis() / 1000.0;
    RatePoint point =
        new RatePoint(
            at,
            perSecond(previous, now, PartitionProgress::end, seconds),
            perSecond(previous, now, Rates::committed, seconds),
            now.stream().map(PartitionProgress::lag).toList());
    points.add(point);
    if (points.size() > POINTS_MAX) {
      points.removeFirst();
    }
    return Optional.of(point);
  }

  private static long committed(PartitionProgress partition) {
    Long committed = partition.committed();
    return committed == null ? 0 : committed;
  }

  private static List<Double> perSecond(
      List<PartitionProgress> before,
      List<PartitionProgress> after,
      ToLongFunction<PartitionProgress> offset,
      double seconds) {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      long difference = offset.applyAsLong(after.get(i)) - offset.applyAsLong(before.get(i));
      rates.add(Math.max(0, Math.round(10 * difference / seconds) / 10.0));
    }
    return rates;
  }

  List<RatePoint> points() {
    return List.copyOf(points);
  }
}
