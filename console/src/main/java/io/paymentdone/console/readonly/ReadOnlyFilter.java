package io.paymentdone.console.readonly;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import io.paymentdone.web.request.RefusingFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets nothing in by the read-only port but what the page needs to be looked at: its files, its
 * streams, and what it reads. Everything that is not listed is refused: what the console learns to
 * do later, too.
 *
 * <p>Not listed, though the page reads it elsewhere: the texts of mails, for each has a link that
 * turns a user's mails off, and the addresses of services and brokers, which are for shells.
 */
final class ReadOnlyFilter extends RefusingFilter {

  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private static final Set<String> PATHS =
      Set.of(
          "/",
          "/index.html",
          "/lab.html",
          "/icon.svg",
          "/api/session",
          "/api/groups",
          "/api/group/stream",
          "/api/replicas",
          "/api/partitions",
          "/api/followed",
          "/api/rebalances",
          "/api/ledger",
          "/api/traffic",
          "/api/lab",
          "/api/lab/stream",
          "/api/lab/museum",
          "/api/lab/museum/stream",
          "/api/lab/protocols",
          "/api/lab/protocols/stream");

  /** As they are sent: what is written in another way, such as {@code //} or {@code ;}, is none. */
  private static final Pattern OTHER_PATHS =
      Pattern.compile(
          "/(?:js/[a-z-]+\\.js|css/[a-z-]+\\.css|api/(?:payments|rebalances)/[\\w.~%-]+)");

  ReadOnlyFilter(ProblemWriter problems) {
    super(problems);
  }

  @Override
  public @Nullable ProblemException refusal(HttpServletRequest request) {
    return !ReadOnlyPort.isUsedBy(request) || isLooking(request)
        ? null
        : ProblemException.of(
            ProblemCode.READ_ONLY_ADDRESS,
            "By this address the console can be watched and nothing else; nothing was changed.");
  }

  private static boolean isLooking(HttpServletRequest request) {
    String path = request.getRequestURI();
    return METHODS.contains(request.getMethod())
        && (PATHS.contains(path) || OTHER_PATHS.matcher(path).matches());
  }
}
