package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Answers to certain names only: a page whose own name leads to this machine all of a sudden (DNS
 * rebinding) has this service for its own origin, but cannot hide the name that it used.
 */
final class AllowedHostsFilter extends RefusingFilter {

  private static final Pattern HOST =
      Pattern.compile("(?<name>\\[[0-9a-f:.]+]|[^:\\[\\]]+)(?::[0-9]{1,5})?");

  private final Set<String> names;
  private final Set<String> openPaths;
  private final List<FurtherHosts> further;

  /**
   * A filter.
   *
   * @param names without port; none for all
   * @param openPaths where any name will do
   * @param further for requests that may use other names
   */
  AllowedHostsFilter(
      ProblemWriter problems,
      Set<String> names,
      Set<String> openPaths,
      List<FurtherHosts> further) {
    super(problems);
    this.further = List.copyOf(further);
    this.names =
        names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.openPaths = Set.copyOf(openPaths);
  }

  @Override
  public @Nullable ProblemException refusal(HttpServletRequest request) {
    if (names.isEmpty()
        || isAllowed(request.getHeader(HttpHeaders.HOST))
        || openPaths.contains(request.getRequestURI())
        || further.stream().anyMatch(hosts -> hosts.allow(request))) {
      return null;
    }
    return ProblemException.of(
        ProblemCode.FOREIGN_HOST,
        "This service does not answer to that Host; nothing was stored. It answers to those of the"
            + " property web.request.allowed-hosts, in the local profile to localhost.");
  }

  private boolean isAllowed(@Nullable String host) {
    if (host == null) {
      return false;
    }
    Matcher matcher = HOST.matcher(host.toLowerCase(Locale.ROOT));
    return matcher.matches() && names.contains(matcher.group("name"));
  }
}
