package io.paymentdone.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The page that keeps the figures. What is between a benchmark's markers is the benchmark's, the
 * rest is written by people.
 */
public final class PerformancePage {

  private final Path page;
  private final Path images;

  /** The page in that directory of documents. */
  public PerformancePage(Path documents) {
    this.page = documents.resolve("performance.md");
    this.images = documents.resolve("images");
  }

  /**
   * Puts a result in the place of the last one.
   *
   * @param how machine and command, a line
   */
  public void write(Result result, String how) throws IOException {
    String part = "## " + result.title() + "\n\n" + how + "\n\n" + result.markdown();
    BarChart chart = result.chart();
    if (chart != null) {
      String file = "performance-" + result.name() + ".svg";
      Files.createDirectories(images);
      Files.writeString(images.resolve(file), chart.svg());
      part += "\n![" + chart.title() + "](images/" + file + ")\n";
    }
    String before = Files.exists(page) ? Files.readString(page) : "# Performance\n";
    Files.writeString(page, replaced(before, result.name(), part));
  }

  /** The page with a benchmark's part replaced, or added at its end. */
  static String replaced(String page, String name, String part) {
    String begin = "<!-- begin " + name + ", written by the benchmark -->\n";
    String end = "<!-- end " + name + " -->\n";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      return page + "\n" + begin + part + end;
    }
    return page.substring(0, from) + begin + part + page.substring(to);
  }
}
