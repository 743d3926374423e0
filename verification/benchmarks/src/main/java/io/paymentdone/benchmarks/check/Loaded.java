package io.paymentdone.benchmarks.check;

import io.paymentdone.benchmarks.load.LoadResult;
import java.time.Duration;
import java.util.Map;

/**
 * A load and what became of its payments.
 *
 * @param drain from the last answer until all were in the feed
 * @param cpuMicros CPU per accepted payment that each process used until then
 */
public record Loaded(
    LoadResult result, Duration drain, Map<String, Double> cpuMicros, Counts counts) {}
