package io.paymentdone.notification.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.notification.delivery.DeliveryProperties;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;

/** Endpoints and clients for tests of the sender. */
final class TestEndpoints {

  static final byte[] SECRET = "0123456789abcdef01234567".getBytes(UTF_8);

  /** Of a request in tests that wait for its end. */
  static final Duration TIME_OUT = Duration.ofMillis(800);

  /** Of a request in all other tests: a busy machine must not meet it. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Requests of all endpoints of a host that may be under way at a client for tests. */
  static final int PER_HOST = 8;

  /** A resolver that need not know more than addresses. */
  interface Names {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private TestEndpoints() {}

  static WebhookEndpoint endpoint(URI url) {
    return endpoint(url, List.of(SECRET));
  }

  static WebhookEndpoint endpoint(URI url, List<byte[]> secrets) {
    return new WebhookEndpoint(100, UUID.randomUUID(), url, secrets, null);
  }

  /** A client that may send to loopback. */
  static WebhookClient client(Clock clock, Duration timeOut) {
    return client(
        clock, timeOut, guarded(SystemDefaultDnsResolver.INSTANCE, "127.0.0.1", "localhost"));
  }

  static WebhookClient client(Clock clock, Duration timeOut, DnsResolver resolver) {
    return new WebhookClient(properties(timeOut), limits(), resolver, clock);
  }

  static GuardedDnsResolver guarded(DnsResolver names, String... allowedHosts) {
    return new GuardedDnsResolver(names, new AllowedAddresses(properties(TIME_OUT, allowedHosts)));
  }

  static WebhookProperties properties(Duration timeOut, String... allowedHosts) {
    return properties(null, timeOut, allowedHosts);
  }

  static WebhookProperties properties(
      @Nullable String secretKey, Duration timeOut, String... allowedHosts) {
    return new WebhookProperties(
        secretKey,
        Set.of(allowedHosts),
        Duration.ofDays(5),
        100,
        20,
        timeOut,
        timeOut.dividedBy(2));
  }

  static DnsResolver resolving(Names names) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        return names.resolve(host);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  private static DeliveryProperties limits() {
    return new DeliveryProperties(
        List.of(),
        PER_HOST / 4,
        256,
        Duration.ofMillis(500),
        Duration.ofSeconds(45),
        Duration.ofSeconds(4),
        Duration.ofDays(7));
  }
}
