package io.paymentdone.benchmarks.report;

import java.util.List;
import java.util.Locale;

/**
 * Bars in groups.
 *
 * @param title above it
 * @param series names of the bars of each group
 * @param groups along the axis
 */
public record BarChart(String title, List<String> series, List<Group> groups) {

  private static final List<String> COLOURS = List.of("#9aa5b1", "#1b6ca8", "#d08c60", "#6a994e");
  private static final int WIDTH = 760;
  private static final int LEFT = 40;
  private static final int TOP = 70;
  private static final int HEIGHT = 220;

  /**
   * One group.
   *
   * @param values one per series; NaN: no bar
   */
  public record Group(String label, List<Double> values) {}

  /** As SVG. */
  public String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
            <rect width="100%%" height="100%%" fill="white"/>
            <text x="%d" y="24" font-size="15">%s</text>
            """,
            WIDTH,
            TOP + HEIGHT + 40,
            LEFT,
            escape(title)));
    for (int i = 0; i < series.size(); i++) {
      legend(svg, i);
    }
    double groupWidth = (WIDTH - 2.0 * LEFT) / groups.size();
    for (int i = 0; i < groups.size(); i++) {
      group(svg, groups.get(i), LEFT + i * groupWidth, groupWidth);
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#555\"/>%n</svg>%n",
            LEFT,
            WIDTH - LEFT,
            TOP + HEIGHT,
            TOP + HEIGHT));
    return svg.toString().replace(System.lineSeparator(), "\n");
  }

  private void legend(StringBuilder svg, int i) {
    int x = LEFT + i * 220;
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"38\" width=\"12\" height=\"12\" fill=\"%s\"/><text x=\"%d\" y=\"48\">%s</text>\n",
            x,
            COLOURS.get(i),
            x + 17,
            escape(series.get(i))));
  }

  private void group(StringBuilder svg, Group group, double x, double width) {
    double bar = width * 0.8 / series.size();
    for (int i = 0; i < group.values().size(); i++) {
      double value = group.values().get(i);
      if (!Double.isNaN(value)) {
        bar(svg, x + width * 0.1 + i * bar, bar, value, COLOURS.get(i));
      }
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
            x + width / 2,
            TOP + HEIGHT + 20,
            escape(group.label())));
  }

  private void bar(StringBuilder svg, double x, double width, double value, String colour) {
    double max =
        groups.stream()
            .flatMap(group -> group.values().stream())
            .filter(each -> !each.isNaN())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    double height = (HEIGHT - 20) * value / max;
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>"
                + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"10\">%s</text>%n",
            x,
            TOP + HEIGHT - height,
            width - 2,
            height,
            colour,
            x + width / 2,
            TOP + HEIGHT - height - 4,
            Samples.number(value, value < 100 ? 1 : 0)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
