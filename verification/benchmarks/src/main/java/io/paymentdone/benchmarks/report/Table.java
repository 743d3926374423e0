package io.paymentdone.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of text below a header.
 *
 * @param rows as wide as the header
 */
public record Table(List<String> header, List<List<String>> rows) {

  /** In Markdown, aligned so that it is readable as text too. */
  public String markdown() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(header);
    lines.addAll(rows);
    int[] widths =
        IntStream.range(0, header.size())
            .map(column ->
                lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0))
            .toArray();
    List<String> rules = new ArrayList<>();
    for (int column = 0; column < widths.length; column++) {
      rules.add(
          column == 0
              ? "-".repeat(widths[column])
              : "-".repeat(Math.max(1, widths[column] - 1)) + ":");
    }
    lines.add(1, Collections.unmodifiableList(rules));
    return lines.stream().map(line -> markdown(line, widths)).collect(Collectors.joining("\n"));
  }

  private static String markdown(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int column = 0; column < widths.length; column++) {
      String blanks = " ".repeat(Math.max(0, widths[column] - cells.get(column).length()));
      line.append(' ')
          .append(column == 0 ? cells.get(column) + blanks : blanks + cells.get(column))
          .append(" |");
    }
    return line.toString();
  }
}
