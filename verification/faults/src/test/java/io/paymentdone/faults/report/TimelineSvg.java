package io.paymentdone.faults.report;

import java.util.List;
import java.util.Locale;

/** Draws a timeline: accepted payments a second above, feed lag below, the fault shaded. */
final class TimelineSvg {

  private static final int WIDTH = 900;
  private static final int LEFT = 60;
  private static final int PLOT_WIDTH = WIDTH - LEFT - 20;
  private static final int PLOT_HEIGHT = 120;
  private static final int TOP_ACCEPTED = 50;
  private static final int TOP_LAG = 220;

  private TimelineSvg() {}

  static String draw(Result result) {
    Timeline timeline = result.timeline();
    double xScale = PLOT_WIDTH / (double) timeline.acceptedPerSecond().size();
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d 380" font-family="sans-serif" font-size="12">
          <rect width="100%%" height="100%%" fill="white"/>
          <text x="%d" y="20" font-size="14">row %s: %s</text>
          %s
          %s
          %s
          <text x="%d" y="370">seconds; shaded: fault</text>
        </svg>
        """,
        WIDTH,
        LEFT,
        result.row(),
        escape(result.name()),
        fault(timeline, xScale),
        plot("accepted/s", TOP_ACCEPTED, "#1b6ca8", timeline.acceptedPerSecond(), xScale),
        plot("feed lag, s", TOP_LAG, "#b3541e", timeline.feedLagSeconds(), xScale),
        LEFT);
  }

  private static String fault(Timeline timeline, double xScale) {
    return String.format(
        Locale.ROOT,
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#eee\"/>",
        LEFT + timeline.faultFrom() * xScale,
        TOP_ACCEPTED,
        Math.max(1, (timeline.faultUntil() - timeline.faultFrom()) * xScale),
        TOP_LAG + PLOT_HEIGHT - TOP_ACCEPTED);
  }

  private static String plot(
      String label, int top, String colour, List<? extends Number> values, double xScale) {
    double max = Math.max(1, values.stream().mapToDouble(Number::doubleValue).max().orElse(1));
    int bottom = top + PLOT_HEIGHT;
    StringBuilder points = new StringBuilder();
    for (int second = 0; second < values.size(); second++) {
      points.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              LEFT + second * xScale,
              bottom - values.get(second).doubleValue() / max * PLOT_HEIGHT));
    }
    return String.format(
        Locale.ROOT,
        """
        <text x="%d" y="%d">%s</text>
          <text x="%d" y="%d" text-anchor="end">%.0f</text>
          <text x="%d" y="%d" text-anchor="end">0</text>
          <text x="%d" y="%d" text-anchor="end">%d</text>
          <line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#888"/>
          <polyline points="%s" fill="none" stroke="%s" stroke-width="1.5"/>\
        """,
        LEFT,
        top - 6,
        label,
        LEFT - 6,
        top + 10,
        max,
        LEFT - 6,
        bottom,
        LEFT + PLOT_WIDTH,
        bottom + 16,
        values.size(),
        LEFT,
        bottom,
        LEFT + PLOT_WIDTH,
        bottom,
        points,
        colour);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
