package io.paymentdone.notification.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves hosts, names and literal addresses alike, to those of their addresses that deliveries
 * may go to. The connection is opened to what is returned here, so a name that resolves to another
 * address a moment later gains nothing.
 */
final class GuardedDnsResolver implements DnsResolver {

  private final DnsResolver names;
  private final AllowedAddresses addresses;

  GuardedDnsResolver(DnsResolver names, AllowedAddresses addresses) {
    this.names = names;
    this.addresses = addresses;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] allowed =
        Arrays.stream(names.resolve(host))
            .filter(address -> addresses.allows(host, address))
            .toArray(InetAddress[]::new);
    if (allowed.length == 0) {
      throw new RefusedHostException();
    }
    return allowed;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return names.resolveCanonicalHostname(host);
  }
}
