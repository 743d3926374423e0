package io.paymentdone.faults.report;

import io.paymentdone.faults.check.InvariantResult;
import io.paymentdone.faults.cluster.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the results of a run beside each other: {@code report.md} and a picture per trial. */
public final class Report {

  private final Path directory;
  private final List<Result> results = new ArrayList<>();

  /** A report in a directory of that name below the output directory. */
  public Report(String name) {
    this.directory = Output.directory().resolve(name);
  }

  /** Adds a trial and writes the report again, so that an interrupted run leaves one. */
  public synchronized void add(Result result) {
    results.add(result);
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(picture(result)), TimelineSvg.draw(result));
      Files.writeString(directory.resolve("report.md"), markdown());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report", e);
    }
  }

  private static String picture(Result result) {
    return "row-" + result.row() + ".svg";
  }

  private String markdown() {
    return String.format(
        Locale.ROOT,
        """
        # Faults and what came of them

        | row | fault | ok | failed | unknown | longest without an answer | drained in | verdict |
        |---|---|---|---|---|---|---|---|
        %s

        %s
        """,
        results.stream().map(Report::line).collect(Collectors.joining("\n")),
        results.stream().map(Report::section).collect(Collectors.joining("\n\n")));
  }

  private static String line(Result result) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %d | %d | %s | %s | %s |",
        result.row(),
        result.name(),
        result.ok(),
        result.failed(),
        result.unknown(),
        Result.seconds(result.unavailable()),
        result.drain().complete() ? Result.seconds(result.drain().took()) : "not",
        result.holds()
            ? "all hold"
            : result.violated().stream()
                .map(InvariantResult::invariant)
                .collect(Collectors.joining(", ", "VIOLATED: ", "")));
  }

  private static String section(Result result) {
    return String.format(
        Locale.ROOT,
        """
        ## Row %s: %s

        Seed %d. Injected: %s. %s

        %s

        ![timeline](%s)\
        """,
        result.row(),
        result.name(),
        result.seed(),
        String.join("; ", result.injected()),
        result.figures(),
        result.verdicts().stream().map(verdict -> "- " + verdict).collect(Collectors.joining("\n")),
        picture(result));
  }
}
