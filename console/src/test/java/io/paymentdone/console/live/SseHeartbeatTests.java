package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SseHeartbeatTests {

  private final AtomicLong nanos = new AtomicLong();
  private final SseHeartbeat heartbeat = new SseHeartbeat(JsonMapper.shared(), nanos::get);

  @Test
  void isSharedByPagesThatWaitToTheSameTime() {
    SseEvent first = heartbeat.now();
    nanos.addAndGet(Duration.ofMillis(50).toNanos());

    assertThat(heartbeat.now()).isSameAs(first);
  }

  @Test
  void isMadeAnewOnceItsTimeIsOld() {
    SseEvent first = heartbeat.now();
    nanos.addAndGet(Duration.ofMillis(51).toNanos());

    assertThat(heartbeat.now()).isNotSameAs(first);
    assertThat(first.json()).startsWith("{\"at\":\"20");
  }
}
