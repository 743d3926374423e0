package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SseHeartbeatTests {

  private final SseHeartbeat heartbeat = new SseHeartbeat(JsonMapper.shared());

  @Test
  void isSharedByPagesThatWaitToTheSameTime() {
    Set<SseEvent> made = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int page = 0; page < 10_000; page++) {
      made.add(heartbeat.now());
    }

    assertThat(made).hasSizeLessThan(1_000);
  }

  @Test
  void saysTheTimeOfItsMaking() throws Exception {
    SseEvent first = heartbeat.now();
    Thread.sleep(60);

    assertThat(heartbeat.now().json()).isNotEqualTo(first.json()).startsWith("{\"at\":\"20");
  }
}
