package io.paymentdone.benchmarks;

import io.paymentdone.benchmarks.report.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command asks for.
 *
 * @param only names of benchmarks; empty: all
 * @param write whether the documents get the figures
 */
record Options(List<String> only, Settings settings, boolean write) {

  private static final Set<String> NAMES =
      Set.of("only", "rounds", "seconds", "connections", "stored", "write");

  /**
   * Reads {@code --name=value}.
   *
   * @throws IllegalArgumentException for an unknown option
   */
  static Options of(String... arguments) {
    Map<String, String> values = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      if (parts.length != 2
          || !parts[0].startsWith("--")
          || !NAMES.contains(parts[0].substring(2))) {
        throw new IllegalArgumentException(argument + " is none of " + NAMES);
      }
      values.put(parts[0].substring(2), parts[1]);
    }
    return new Options(
        list(values.getOrDefault("only", "")),
        new Settings(
            Integer.parseInt(values.getOrDefault("rounds", "5")),
            Duration.ofSeconds(Long.parseLong(values.getOrDefault("seconds", "10"))),
            numbers(values.getOrDefault("connections", "1,16,64,256")),
            numbers(values.getOrDefault("stored", "10000,1000000"))),
        Boolean.parseBoolean(values.getOrDefault("write", "true")));
  }

  private static List<Integer> numbers(String text) {
    return list(text).stream().map(Integer::valueOf).toList();
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
