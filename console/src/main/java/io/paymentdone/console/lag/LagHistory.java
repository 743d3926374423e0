package io.paymentdone.console.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lag of the last 30 s, and its trend: the line that fits it best.
 *
 * <p>The number of records decides, and where it stands still, their age: a backlog that was
 * written at once shrinks while its oldest record ages. Not thread-safe.
 */
final class LagHistory {

  private static final Duration WINDOW = Duration.ofSeconds(30);

  /** The history of a shorter time has no trend. */
  private static final Duration SPAN_MIN = Duration.ofSeconds(10);

  private static final Duration STEP = Duration.ofMillis(900);

  /** A group that was never later than this reads as records come. */
  private static final double CURRENT_SECONDS = 2;

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(Instant at, long records, @Nullable Double seconds) {}

  /** Adds what is known at a time; a second call within 0.9 s is ignored. */
  void add(Instant at, long records, @Nullable Double seconds) {
    if (!samples.isEmpty() && at.isBefore(samples.getLast().at().plus(STEP))) {
      return;
    }
    samples.add(new Sample(at, records, seconds));
    while (samples.getFirst().at().isBefore(at.minus(WINDOW))) {
      samples.removeFirst();
    }
  }

  /** The lag of now with the trend up to now. */
  LagTime of(long records, @Nullable Double seconds) {
    if (seconds == null || samples.isEmpty()) {
      return new LagTime(seconds, null, null);
    }
    Instant begin = samples.getFirst().at();
    if (Duration.between(begin, samples.getLast().at()).compareTo(SPAN_MIN) < 0) {
      return new LagTime(seconds, null, null);
    }
    List<Point> counts = new ArrayList<>();
    List<Point> ages = new ArrayList<>();
    for (Sample sample : samples) {
      double second = Duration.between(begin, sample.at()).toMillis() / 1000.0;
      counts.add(new Point(second, (double) sample.records()));
      Double age = sample.seconds();
      if (age != null) {
        ages.add(new Point(second, age));
      }
    }
    if (records <= 0 || ages.stream().allMatch(age -> age.value() < CURRENT_SECONDS)) {
      return new LagTime(seconds, Trend.STEADY, null);
    }
    Line line = Line.through(counts);
    return line.trend() == Trend.STEADY
        ? time(seconds, Line.through(ages), seconds)
        : time(seconds, line, (double) records);
  }

  private static LagTime time(double seconds, Line line, double remaining) {
    return line.trend() == Trend.SHRINKING
        ? new LagTime(
            seconds, Trend.SHRINKING, Math.round(10 * remaining / -line.perSecond()) / 10.0)
        : new LagTime(seconds, line.trend(), null);
  }

  private record Point(double second, double value) {}

  /**
   * The line with the least squares of its distances to the points.
   *
   * @param change from the first point to the last
   * @param deviation standard deviation of the points from the line
   */
  private record Line(double perSecond, double change, double deviation) {

    private static final double CHANGE_MIN = 1;

    /**
     * A client commits each five seconds by default, so its lag is a saw. Within 30 s a saw rises
     * or falls by a fraction of its standard deviation, within 10 s by twice that.
     */
    private static final double DEVIATIONS_MIN = 3;

    static Line through(List<Point> points) {
      double meanSecond = points.stream().mapToDouble(Point::second).average().orElse(0);
      double mean = points.stream().mapToDouble(Point::value).average().orElse(0);
      double squares = 0;
      double products = 0;
      for (Point point : points) {
        squares += Math.pow(point.second() - meanSecond, 2);
        products += (point.second() - meanSecond) * (point.value() - mean);
      }
      double slope = squares == 0 ? 0 : products / squares;
      double distances = 0;
      for (Point point : points) {
        double onLine = mean + slope * (point.second() - meanSecond);
        distances += Math.pow(point.value() - onLine, 2);
      }
      double span = points.isEmpty() ? 0 : points.getLast().second() - points.getFirst().second();
      return new Line(slope, slope * span, Math.sqrt(distances / Math.max(1, points.size())));
    }

    Trend trend() {
      if (Math.abs(change) < Math.max(CHANGE_MIN, DEVIATIONS_MIN * deviation)) {
        return Trend.STEADY;
      }
      return change > 0 ? Trend.GROWING : Trend.SHRINKING;
    }
  }
}
