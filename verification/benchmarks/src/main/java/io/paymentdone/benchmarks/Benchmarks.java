package io.paymentdone.benchmarks;

import io.paymentdone.benchmarks.acceptance.Acceptance;
import io.paymentdone.benchmarks.deliveries.Deliveries;
import io.paymentdone.benchmarks.drain.ConsumerDrain;
import io.paymentdone.benchmarks.drain.RelayDrain;
import io.paymentdone.benchmarks.growth.Growth;
import io.paymentdone.benchmarks.latency.Latency;
import io.paymentdone.benchmarks.rebalance.Rebalance;
import io.paymentdone.benchmarks.report.Benchmark;
import io.paymentdone.benchmarks.report.Machine;
import io.paymentdone.benchmarks.report.PerformancePage;
import io.paymentdone.benchmarks.report.Progress;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.stack.Output;
import io.paymentdone.benchmarks.start.Start;
import io.paymentdone.servers.process.PackagedServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Runs the benchmarks one after the other; a wrong count makes the exit status 1. */
public final class Benchmarks {

  private static final List<Benchmark> ALL =
      List.of(
          new Acceptance(),
          new Latency(),
          new RelayDrain(),
          new ConsumerDrain(),
          new Deliveries(),
          new Rebalance(),
          new Start(),
          new Growth());

  private Benchmarks() {}

  /** See the module's README. */
  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    Progress progress = new Progress(System.out);
    List<Result> results = new ArrayList<>();
    for (Benchmark benchmark : chosen(options)) {
      Result result = benchmark.run(options.settings(), progress);
      progress.show("\n" + result.title() + "\n\n" + result.markdown());
      write(result, options);
      results.add(result);
    }
    boolean correct = results.stream().allMatch(Result::isCorrect);
    progress.show(correct ? "All counts are right." : "A COUNT IS WRONG.");
    System.exit(correct ? 0 : 1);
  }

  private static List<Benchmark> chosen(Options options) {
    List<String> known = ALL.stream().map(Benchmark::name).toList();
    if (!known.containsAll(options.only())) {
      throw new IllegalArgumentException("benchmarks are " + known);
    }
    return ALL.stream()
        .filter(each -> options.only().isEmpty() || options.only().contains(each.name()))
        .toList();
  }

  private static void write(Result result, Options options) throws java.io.IOException {
    Path output = Output.directory();
    Files.createDirectories(output);
    Files.writeString(output.resolve(result.name() + ".md"), result.markdown());
    if (options.write()) {
      new PerformancePage(PackagedServices.project().resolve("docs"))
          .write(result, how(result, options));
    }
  }

  private static String how(Result result, Options options) {
    return String.format(
        Locale.ROOT,
        "%s, %s. `mvn -DskipTests verify -Pbenchmarks -Dbenchmarks.only=%s -Dbenchmarks.rounds=%d -Dbenchmarks.seconds=%d -Dbenchmarks.connections=%s`",
        LocalDate.now(ZoneOffset.UTC),
        Machine.describe(),
        result.name(),
        options.settings().rounds(),
        options.settings().window().toSeconds(),
        options.settings().connections().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(",")));
  }
}
