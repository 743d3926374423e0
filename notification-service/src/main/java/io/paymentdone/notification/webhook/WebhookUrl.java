package io.paymentdone.notification.webhook;

import io.paymentdone.web.problem.FieldProblem;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Rule for the URL of an endpoint, by its text alone. What a name resolves to is checked whenever a
 * connection is opened, for it may change at any time.
 */
@Component
class WebhookUrl {

  static final int LENGTH_MAX = 2048;
  private static final int PORT_MAX = 65_535;
  private static final int NO_PORT = -1;
  private static final Set<Integer> PORTS = Set.of(NO_PORT, 443, 8443);
  private static final Pattern PRINTABLE_ASCII = Pattern.compile("[!-~]*");

  /**
   * Names that mean something within one machine or network only: RFC 6761, RFC 6762, RFC 8375, and
   * {@code internal}, which ICANN reserves.
   */
  private static final Pattern INTERNAL_NAME =
      Pattern.compile("(?:.+\\.)?(?:localhost|local|internal|home\\.arpa)");

  private final AllowedAddresses addresses;

  WebhookUrl(AllowedAddresses addresses) {
    this.addresses = addresses;
  }

  /** What is wrong with a URL; null when it is as it must be. */
  @Nullable FieldProblem check(String pointer, @Nullable String url) {
    if (url == null) {
      return new FieldProblem(pointer, "required", "is required");
    }
    if (url.length() > LENGTH_MAX) {
      return new FieldProblem(pointer, "length", "must have at most " + LENGTH_MAX + " characters");
    }
    if (!PRINTABLE_ASCII.matcher(url).matches()) {
      return new FieldProblem(
          pointer, "character", "must be printable ASCII; encode other characters");
    }
    try {
      return check(pointer, new URI(url));
    } catch (URISyntaxException e) {
      return malformed(pointer);
    }
  }

  private @Nullable FieldProblem check(String pointer, URI url) {
    String host = url.getHost();
    if (host == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
      return malformed(pointer);
    }
    boolean listed = addresses.lists(host);
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !(listed && scheme.equals("http"))) {
      return new FieldProblem(pointer, "scheme", "must begin with https://");
    }
    if (listed ? url.getPort() == 0 || url.getPort() > PORT_MAX : !PORTS.contains(url.getPort())) {
      return new FieldProblem(pointer, "port", "must have port 443, the default, or 8443");
    }
    return listed || isExternal(host)
        ? null
        : new FieldProblem(
            pointer,
            "host",
            "must have a public host name or address; others only where the operator lists them in"
                + " notification.webhooks.allowed-hosts");
  }

  private boolean isExternal(String host) {
    if (host.startsWith("[")) {
      InetAddress address = literal(host.substring(1, host.length() - 1));
      // An IPv4 address in IPv6's clothes is parsed as what it is.
      return address instanceof Inet6Address
          && host.indexOf('%') < 0
          && addresses.allows(host, address);
    }
    int lastDot = host.lastIndexOf('.');
    if (lastDot < 0 || lastDot == host.length() - 1) {
      return false;
    }
    if (isDigit(host.charAt(lastDot + 1))) {
      // A number to one resolver or another (127.1, 0177.0.0.1): only the form that all read alike.
      InetAddress address = literal(host);
      return address != null
          && address.getHostAddress().equals(host)
          && addresses.allows(host, address);
    }
    return !INTERNAL_NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static FieldProblem malformed(String pointer) {
    return new FieldProblem(
        pointer,
        "malformed",
        "must be a URL such as https://hooks.example.com/payments, without user name, password and"
            + " fragment");
  }
}
