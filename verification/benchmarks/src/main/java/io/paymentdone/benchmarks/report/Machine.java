package io.paymentdone.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What it was measured on. */
public final class Machine {

  private Machine() {}

  /** In one line. */
  public static String describe() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        Locale.ROOT,
        "%s, %d cores%s, %d GB memory, %s %s, JDK %s",
        system.getArch(),
        system.getAvailableProcessors(),
        processor(),
        Math.round(system.getTotalMemorySize() / 1e9),
        system.getName(),
        system.getVersion().replaceAll("-.*", ""),
        Runtime.version());
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> " (" + line.substring(line.indexOf(':') + 2) + ")")
          .orElse("");
    } catch (IOException notLinux) {
      return "";
    }
  }
}
