package io.paymentdone.notification.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

class ListenerStartTests {

  private final KafkaListenerEndpointRegistry listeners = mock(KafkaListenerEndpointRegistry.class);
  private final MessageListenerContainer listener = mock(MessageListenerContainer.class);
  private final ListenerStart start = new ListenerStart(listeners);

  /** Whatever it is: without a listener this replica would receive nothing any more. */
  @Test
  void triesUntilTheReplacedListenerStarts() {
    when(listeners.getListenerContainers()).thenReturn(List.of(listener));
    doNothing()
        .doThrow(new IllegalStateException("thrown by a test"))
        .doThrow(new NoClassDefFoundError("thrown by a test"))
        .doNothing()
        .when(listener)
        .start();

    start.start();
    try {
      start.restart();

      verify(listener, timeout(20_000).times(4)).start();
      await().atMost(Duration.ofSeconds(10)).until(() -> start.problem().isEmpty());
      assertThat(start.isRunning()).isTrue();
    } finally {
      start.stop();
    }
  }
}
