package io.paymentdone.web.request;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 with smaller buffers for each connection, and an end to connections whose
 * clients keep it waiting.
 *
 * <p>Tomcat makes it from its class name.
 */
public final class BoundedHttp11Protocol extends Http11NioProtocol {

  /** Also the most that one read takes of a larger body. */
  private static final int READ_BUFFER_BYTES = BodyMemory.FREE_BYTES;

  private Duration headTimeMax = Duration.ofSeconds(10);
  private @Nullable ScheduledFuture<?> watch;

  /** Made by Tomcat. */
  public BoundedHttp11Protocol() {
    getEndpoint().getSocketProperties().setAppReadBufSize(READ_BUFFER_BYTES);
  }

  void setHeadTimeMax(Duration headTimeMax) {
    this.headTimeMax = headTimeMax;
  }

  /**
   * One while connections are scarce: a connection ends with its answer, and the answer says so. A
   * connection that is kept and then closed for others would meet a client that is just sending its
   * next request.
   */
  @Override
  public int getMaxKeepAliveRequests() {
    return StalledConnections.areScarce(getConnectionCount(), getMaxConnections())
        ? 1
        : super.getMaxKeepAliveRequests();
  }

  @Override
  public void start() throws Exception {
    super.start();
    StalledConnections stalled = new StalledConnections(getEndpoint(), headTimeMax);
    long intervalMillis = StalledConnections.INTERVAL.toMillis();
    watch =
        getUtilityExecutor()
            .scheduleWithFixedDelay(
                stalled::close, intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() throws Exception {
    if (watch != null) {
      watch.cancel(false);
    }
    super.stop();
  }
}
