package io.paymentdone.benchmarks.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * CPU that has been used so far.
 *
 * @param byProcess by each process and, for PostgreSQL, those it has started; {@link #OTHERS}
 */
public record CpuTimes(Map<String, Duration> byProcess) {

  /** Other processes' CPU, where /proc exists: much of it spoils a measurement. */
  public static final String OTHERS = "others";

  /** A tick of {@code /proc} on every Linux that matters. */
  private static final long TICK_MILLIS = 10;

  static CpuTimes of(Map<String, Long> pids) {
    Map<String, Duration> times = new LinkedHashMap<>();
    pids.forEach((name, pid) -> times.put(name, ofTree(pid)));
    Duration ours = times.values().stream().reduce(Duration.ZERO, Duration::plus);
    times.put(OTHERS, ofMachine().minus(ours));
    return new CpuTimes(times);
  }

  private static Duration ofTree(long pid) {
    Duration root =
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().totalCpuDuration())
            .orElse(Duration.ZERO);
    // This JVM has started all the others.
    if (pid == ProcessHandle.current().pid()) {
      return root;
    }
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(root.plus(ofEndedChildren(pid)), Duration::plus);
  }

  /** See proc_pid_stat(5), cutime and cstime; zero where there is no /proc. */
  private static Duration ofEndedChildren(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name of the program, the second field, may hold blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
      return Duration.ofMillis(ticks * TICK_MILLIS);
    } catch (IOException notLinux) {
      return Duration.ZERO;
    }
  }

  /** User, nice, system and both kinds of interrupts of all cores; zero where there is no /proc. */
  private static Duration ofMachine() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      String[] cpu = lines.findFirst().orElse("").split(" +", -1);
      long ticks = 0;
      for (int field : new int[] {1, 2, 3, 6, 7}) {
        ticks += Long.parseLong(cpu[field]);
      }
      return Duration.ofMillis(ticks * TICK_MILLIS);
    } catch (IOException notLinux) {
      return Duration.ZERO;
    }
  }

  /** What was used since then, per unit of work, in microseconds. */
  public Map<String, Double> microsPer(long units, CpuTimes since) {
    Map<String, Double> micros = new LinkedHashMap<>();
    byProcess.forEach((name, time) -> {
      Duration before = since.byProcess().getOrDefault(name, Duration.ZERO);
      micros.put(name, time.minus(before).toNanos() / 1000.0 / Math.max(1, units));
    });
    return micros;
  }
}
