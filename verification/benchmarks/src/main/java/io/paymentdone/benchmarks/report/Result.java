package io.paymentdone.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark found.
 *
 * @param name of the benchmark, also of its part of the page and of its chart's file
 * @param title in one line
 * @param tables the figures, ratios first
 * @param verdicts each against a goal
 * @param notes what to know about the figures
 * @param chart null: none
 */
public record Result(
    String name,
    String title,
    List<Table> tables,
    List<Verdict> verdicts,
    List<String> notes,
    @Nullable BarChart chart) {

  /** Whether every count is right. */
  public boolean isCorrect() {
    return verdicts.stream()
        .filter(verdict -> verdict.kind() == Verdict.Kind.CORRECTNESS)
        .allMatch(Verdict::holds);
  }

  /** Tables, verdicts and notes. */
  public String markdown() {
    return String.format(
        Locale.ROOT,
        """
        %s

        %s

        %s
        """,
        tables.stream().map(Table::markdown).collect(Collectors.joining("\n\n")),
        verdicts.stream().map(Verdict::line).collect(Collectors.joining("\n")),
        String.join("\n\n", notes));
  }
}
