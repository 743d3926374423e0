package io.paymentdone.faults;

import io.paymentdone.faults.check.InvariantResult;
import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.report.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a fault may touch, and where it says what it did and saw. */
final class Injection {

  private static final Logger log = LoggerFactory.getLogger(Injection.class);

  private final SystemUnderFault system;
  private final List<String> notes = new ArrayList<>();
  private final Map<String, String> figures = new LinkedHashMap<>();
  private final Map<String, List<Duration>> times = new LinkedHashMap<>();
  private final List<String> violations = new ArrayList<>();

  Injection(SystemUnderFault system) {
    this.system = system;
  }

  Cluster cluster() {
    return system.cluster();
  }

  SystemUnderFault system() {
    return system;
  }

  /** Says what was injected. */
  void note(String what) {
    log.info("  {}", what);
    notes.add(what);
  }

  /** Says what was seen. */
  void figure(String name, String value) {
    figures.put(name, value);
  }

  /** Notes how long something took; the result shows median and slowest of each name. */
  void took(String name, Duration time) {
    times.computeIfAbsent(name, n -> new ArrayList<>()).add(time);
  }

  /** Notes what this fault's row promises besides the invariants. */
  void require(boolean holds, String promise) {
    if (!holds) {
      violations.add(promise);
    }
  }

  /** Requires it of the median of the times that were noted. */
  void requireMedian(String name, Duration max) {
    List<Duration> noted = times.getOrDefault(name, List.of());
    require(
        !noted.isEmpty() && median(noted).compareTo(max) <= 0,
        "median of " + name + " within " + Result.seconds(max));
  }

  private static Duration median(List<Duration> durations) {
    return durations.stream().sorted().toList().get(durations.size() / 2);
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  Map<String, String> figures() {
    Map<String, String> all = new LinkedHashMap<>(figures);
    times.forEach((name, list) ->
        all.put(
            name,
            String.format(
                Locale.ROOT,
                "median %s, max %s of %d",
                Result.seconds(median(list)),
                Result.seconds(Collections.max(list)),
                list.size())));
    return all;
  }

  InvariantResult promises() {
    return new InvariantResult("row", List.copyOf(violations));
  }
}
