package io.paymentdone.console.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Names of what requests ask for: a path template in place of the path, which may hold a user's id.
 * Asked for refused requests too, which no controller has seen.
 */
final class Operations {

  private static final String UNKNOWN = "(unknown path)";

  /** Parameters that name a number, a thing of the console or a choice, never a user. */
  private static final Set<String> SAFE = Set.of("id", "n", "mode");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final Supplier<Set<RequestMappingInfo>> mappings;

  Operations(Supplier<Set<RequestMappingInfo>> mappings) {
    this.mappings = mappings;
  }

  /**
   * What a request asks for.
   *
   * @param name method and path template
   * @param parameters the safe ones, by name
   */
  record Operation(String name, Map<String, String> parameters) {}

  Operation of(HttpServletRequest request) {
    String method = request.getMethod();
    PathContainer path = PathContainer.parsePath(request.getRequestURI());
    PathPattern pattern =
        patterns(method).stream()
            .filter(one -> one.matches(path))
            .sorted()
            .findFirst()
            .orElse(null);
    return pattern == null
        ? new Operation(method + " " + UNKNOWN, Map.of())
        : new Operation(
            method + " " + pattern.getPatternString(), parameters(pattern, path, request));
  }

  private List<PathPattern> patterns(String method) {
    return mappings.get().stream()
        .filter(mapping -> takes(mapping, method))
        .flatMap(mapping -> Stream.ofNullable(mapping.getPathPatternsCondition()))
        .flatMap(condition -> condition.getPatterns().stream())
        .toList();
  }

  private static boolean takes(RequestMappingInfo mapping, String method) {
    Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
    return methods.isEmpty() || methods.stream().anyMatch(one -> one.name().equals(method));
  }

  private static Map<String, String> parameters(
      PathPattern pattern, PathContainer path, HttpServletRequest request) {
    Map<String, String> parameters = new TreeMap<>();
    PathPattern.PathMatchInfo match = pattern.matchAndExtract(path);
    for (String name : SAFE) {
      String given = match == null ? null : match.getUriVariables().get(name);
      String value = given == null ? parameter(request, name) : given;
      if (value != null && PLAIN.matcher(value).matches()) {
        parameters.put(name, value);
      }
    }
    return parameters;
  }

  private static @Nullable String parameter(HttpServletRequest request, String name) {
    try {
      return request.getParameter(name);
    } catch (IllegalStateException undecodable) {
      return null;
    }
  }
}
