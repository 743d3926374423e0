package io.paymentdone.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.tomcat.util.net.NioEndpoint;
import org.junit.jupiter.api.Test;

/** Apart from {@link StalledConnectionsTests}, which need a server. */
class StalledConnectionsFailureTests {

  private int looks;

  private final NioEndpoint endpoint =
      new NioEndpoint() {
        @Override
        public long getConnectionCount() {
          looks++;
          if (looks == 1) {
            throw new NoClassDefFoundError("thrown by a test");
          }
          return 0;
        }
      };

  /** The scheduler would never run it again otherwise. */
  @Test
  void areLookedForAgainAfterAnError() {
    StalledConnections stalled = new StalledConnections(endpoint, Duration.ofSeconds(10));

    stalled.close();
    stalled.close();

    assertThat(looks).isEqualTo(2);
  }
}
