package io.paymentdone.notification.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.stereotype.Component;

/** Decides to which addresses webhooks may go: to external ones, and to the hosts of a list. */
@Component
class AllowedAddresses {

  private static final InetAddressFilter EXTERNAL =
      InetAddressFilter.externalAddresses()
          // Of IPv6 only what IANA gives to the Internet. All else is internal, reserved, or an
          // IPv4
          // address in disguise, such as ::127.0.0.1 (RFC 4291) and 64:ff9b:1::/48 (RFC 8215).
          .and(InetAddressFilter.adapt(Inet4Address.class::isInstance).or("2000::/3"))
          // Documentation (RFC 9637), and the services of Azure that every machine there reaches.
          .andNot("3fff::/20", "168.63.129.16");

  private final Set<String> hosts;

  AllowedAddresses(WebhookProperties properties) {
    this.hosts =
        properties.allowedHosts().stream()
            .map(AllowedAddresses::canonical)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the list has this host, so that it may be internal. */
  boolean lists(String host) {
    return hosts.contains(canonical(host));
  }

  /**
   * Whether a connection to this address may be opened.
   *
   * @param host of the URL, with or without the brackets of an IPv6 address
   * @param address one that the host resolves to
   */
  boolean allows(String host, InetAddress address) {
    return lists(host) || EXTERNAL.matches(address);
  }

  private static String canonical(String host) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return bare.toLowerCase(Locale.ROOT);
  }
}
