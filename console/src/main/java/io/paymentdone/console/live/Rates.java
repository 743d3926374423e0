package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The curves of the last 15 minutes, from offsets, which is correct for any group. Older points are
 * merged, because a page draws several of them as one pixel.
 */
final class Rates {

  private static final Duration STEP = Duration.ofMillis(900);
  private static final Duration KEPT = Duration.ofMinutes(15);
  private static final int NEWEST_MAX = 300;
  private static final int MERGED = 5;

  private final Deque<RatePoint> merged = new ArrayDeque<>();
  private final Deque<RatePoint> newest = new ArrayDeque<>();
  private @Nullable Instant lastAt;

  /** All points, until the next one. */
  private @Nullable List<RatePoint> points;

  private List<Partition> last = List.of();

  /** A new point; empty if the last one is too recent. */
  Optional<RatePoint> observe(List<Partition> now, Instant at) {
    Instant before = lastAt;
    if (before != null && Duration.between(before, at).compareTo(STEP) < 0) {
      return Optional.empty();
    }
    List<Partition> previous = last;
    lastAt = at;
    last = now;
    if (before == null || previous.size() != now.size()) {
      return Optional.empty();
    }
    double seconds = Duration.between(before, at).toMillis() / 1000.0;
    RatePoint point =
        new RatePoint(
            at,
            perSecond(previous, now, Partition::end, seconds),
            perSecond(previous, now, Rates::committed, seconds),
            now.stream().map(Partition::lag).toList());
    newest.add(point);
    points = null;
    if (newest.size() >= NEWEST_MAX + MERGED) {
      merged.add(merge(Stream.generate(newest::removeFirst).limit(MERGED).toList()));
    }
    while (!merged.isEmpty() && merged.getFirst().at().isBefore(at.minus(KEPT))) {
      merged.removeFirst();
    }
    return Optional.of(point);
  }

  private static long committed(Partition partition) {
    Long committed = partition.committed();
    return committed == null ? 0 : committed;
  }

  private static List<Double> perSecond(
      List<Partition> before,
      List<Partition> after,
      ToLongFunction<Partition> offset,
      double seconds) {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      long difference = offset.applyAsLong(after.get(i)) - offset.applyAsLong(before.get(i));
      rates.add(Math.max(0, Math.round(10 * difference / seconds) / 10.0));
    }
    return rates;
  }

  /** One point for several: the average of the rates, and the highest lag. */
  private static RatePoint merge(List<RatePoint> points) {
    List<Double> in = new ArrayList<>();
    List<Double> out = new ArrayList<>();
    List<Long> lag = new ArrayList<>();
    int partitions = points.stream().mapToInt(point -> point.lag().size()).min().orElse(0);
    for (int i = 0; i < partitions; i++) {
      int partition = i;
      in.add(average(points, point -> point.in().get(partition)));
      out.add(average(points, point -> point.out().get(partition)));
      lag.add(points.stream().mapToLong(point -> point.lag().get(partition)).max().orElse(0));
    }
    return new RatePoint(points.getLast().at(), in, out, lag);
  }

  private static double average(List<RatePoint> points, ToDoubleFunction<RatePoint> rate) {
    return Math.round(10 * points.stream().mapToDouble(rate).average().orElse(0)) / 10.0;
  }

  /** All points, oldest first; the same list until the next point. */
  List<RatePoint> points() {
    List<RatePoint> known = points;
    if (known == null) {
      known = Stream.concat(merged.stream(), newest.stream()).toList();
      points = known;
    }
    return known;
  }
}
