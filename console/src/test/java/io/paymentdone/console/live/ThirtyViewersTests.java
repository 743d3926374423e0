package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ReadOnlyAddress;
import io.paymentdone.console.WithReadOnlyPort;
import io.paymentdone.console.live.LiveGroupTests.Counted;
import io.paymentdone.events.Topics;
import io.paymentdone.testsupport.EventStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** A class that watches by the read-only port. */
@WithReadOnlyPort
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ThirtyViewersTests {

  private static final String STREAM = "/api/group/stream?id=" + Topics.NOTIFICATION_GROUP;

  @LocalServerPort int ordinaryPort;
  @Autowired ServletWebServerApplicationContext console;
  @Autowired LiveGroups groups;

  private final List<EventStream> streams = new ArrayList<>();
  private String readOnly = "";

  @BeforeEach
  void openThirty() throws IOException {
    readOnly = "http://127.0.0.1:" + ReadOnlyAddress.readOnly(console).getLocalPort() + STREAM;
    for (int i = 0; i < 30; i++) {
      streams.add(open(readOnly));
    }
  }

  private static EventStream open(String url) throws IOException {
    EventStream stream = EventStream.open(url);
    stream.until(event -> event.event().equals("ready"));
    return stream;
  }

  @AfterEach
  void close() {
    streams.forEach(EventStream::close);
    await().atMost(Duration.ofSeconds(20)).until(() -> group().subscriptions() == 0);
  }

  @Test
  void costWhatOneDoes() throws IOException {
    Counted message = new Counted();

    group().pushLatest("traffic", message);

    for (EventStream stream : streams) {
      assertThat(stream.until(event -> event.event().equals("traffic")).getLast().data())
          .isEqualTo("{\"time\":1}");
    }
    assertThat(message.times()).isOne();
  }

  private LiveGroup group() {
    // Without Kafka there is no other.
    return groups.all().getFirst();
  }

  @Test
  void takeNothingFromTheOrdinaryPages() throws IOException {
    streams.add(open(readOnly));
    streams.add(open(readOnly));

    // The share of one address.
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> open(readOnly))
        .withMessageEndingWith("answers 429");
    streams.add(open("http://127.0.0.1:" + ordinaryPort + STREAM));
  }
}
