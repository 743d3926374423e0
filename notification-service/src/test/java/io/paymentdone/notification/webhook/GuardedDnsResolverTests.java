package io.paymentdone.notification.webhook;

import static io.paymentdone.notification.webhook.TestEndpoints.guarded;
import static io.paymentdone.notification.webhook.TestEndpoints.resolving;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;

class GuardedDnsResolverTests {

  private static final String EXTERNAL = "8.8.8.8";
  private static final String INTERNAL = "10.1.2.3";

  @Test
  void leavesOutAddressesThatAreNotAllowed() throws Exception {
    assertThat(guarded(names(INTERNAL, EXTERNAL, "fd00::1")).resolve("receiver.example"))
        .containsExactly(InetAddress.ofLiteral(EXTERNAL));
  }

  @Test
  void refusesAHostWithoutAllowedAddressesAndDoesNotTellThem() {
    assertThatThrownBy(() -> guarded(names(INTERNAL, "fd00::1")).resolve("receiver.example"))
        .isInstanceOf(RefusedHostException.class)
        .hasMessage("the host resolves to no address that deliveries may go to");
  }

  @Test
  void takesTheAddressesOfAHostThatIsListed() throws Exception {
    assertThat(guarded(names(INTERNAL), "receiver.internal").resolve("receiver.internal"))
        .containsExactly(InetAddress.ofLiteral(INTERNAL));
  }

  private static DnsResolver names(String... addresses) {
    InetAddress[] resolved =
        Arrays.stream(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    return resolving(host -> resolved.clone());
  }
}
