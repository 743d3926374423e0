package io.paymentdone.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One figure, measured in several rounds. */
public final class Samples {

  private final List<Double> values = new ArrayList<>();

  /** Adds a round's. */
  public void add(double value) {
    values.add(value);
  }

  /** The middle one; of an even number, the mean of the middle two; NaN of none. */
  public double median() {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The largest; NaN of none. */
  public double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  /** The smallest; NaN of none. */
  public double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  /** The median and, of several rounds, the range, with so many decimals. */
  public String text(int digits) {
    return values.size() < 2
        ? number(median(), digits)
        : String.format(
            Locale.ROOT,
            "%s (%s–%s)",
            number(median(), digits),
            number(min(), digits),
            number(max(), digits));
  }

  /** A number with so many decimals, and blanks between thousands. */
  public static String number(double value, int digits) {
    return Double.isNaN(value)
        ? "–"
        : String.format(Locale.ROOT, "%,." + digits + "f", value).replace(',', ' ');
  }
}
