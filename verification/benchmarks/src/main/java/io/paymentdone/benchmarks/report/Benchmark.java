package io.paymentdone.benchmarks.report;

/** One question and how it is measured. */
public interface Benchmark {

  /** Short name, as the option has it. */
  String name();

  /** Measures; takes minutes. */
  Result run(Settings settings, Progress progress) throws Exception;
}
