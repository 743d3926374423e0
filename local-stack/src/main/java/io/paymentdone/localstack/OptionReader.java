package io.paymentdone.localstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Command-line options as {@code --name} or {@code --name=value}, each read once. */
final class OptionReader {

  private final Map<String, List<String>> given = new LinkedHashMap<>();

  OptionReader(String... args) {
    for (String arg : args) {
      if (!arg.startsWith("--")) {
        throw wrong(arg + ": not an option");
      }
      int equals = arg.indexOf('=');
      String name = arg.substring(2, equals < 0 ? arg.length() : equals);
      given
          .computeIfAbsent(name, _ -> new ArrayList<>())
          .add(equals < 0 ? "" : arg.substring(equals + 1));
    }
  }

  static StartException wrong(String problem) {
    return new StartException(problem + ".\n\n" + Options.USAGE);
  }

  int number(String name, int byDefault, int min, int max) {
    return number(name, min, max).orElse(byDefault);
  }

  OptionalInt number(String name, int min, int max) {
    Optional<String> text = value(name);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= min && number <= max) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException e) {
      // Falls through to the same answer as a number out of range.
    }
    throw wrong("--" + name + "=" + text.get() + ": must be a number from " + min + " to " + max);
  }

  boolean flag(String name) {
    List<String> values = given.remove(name);
    if (values == null) {
      return false;
    }
    if (!values.stream().allMatch(String::isEmpty)) {
      throw wrong("--" + name + " takes no value");
    }
    return true;
  }

  Optional<String> value(String name) {
    List<String> values = given.remove(name);
    if (values == null) {
      return Optional.empty();
    }
    if (values.size() > 1) {
      throw wrong("--" + name + " is given twice");
    }
    return Optional.of(requireText(name, values.getFirst()));
  }

  List<String> values(String name) {
    List<String> values = given.remove(name);
    return values == null
        ? List.of()
        : values.stream()
            .flatMap(value -> List.of(requireText(name, value).split(",")).stream())
            .toList();
  }

  private static String requireText(String name, String value) {
    if (value.isBlank()) {
      throw wrong("--" + name + " needs a value: --" + name + "=...");
    }
    return value;
  }

  void requireAllRead() {
    if (!given.isEmpty()) {
      throw wrong("--" + given.keySet().iterator().next() + ": no such option");
    }
  }
}
