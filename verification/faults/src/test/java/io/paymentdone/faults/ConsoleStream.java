package io.paymentdone.faults;

import io.paymentdone.events.Topics;
import io.paymentdone.servers.process.ServiceProcess;
import io.paymentdone.testsupport.EventStream;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One page's stream of the console. */
final class ConsoleStream implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AtomicInteger largest = new AtomicInteger();
  private final EventStream events;
  private volatile JsonNode group = JSON.createObjectNode();

  private ConsoleStream(EventStream events) {
    this.events = events.listen(this::add);
  }

  static ConsoleStream of(ServiceProcess console) {
    return new ConsoleStream(
        EventStream.open(
            "http://127.0.0.1:"
                + console.port()
                + "/api/groups/"
                + Topics.NOTIFICATION_GROUP
                + "/stream"));
  }

  private void add(EventStream.Event event) {
    largest.accumulateAndGet(event.data().length(), Math::max);
    if (event.event().equals("group")) {
      group = JSON.readTree(event.data());
    }
  }

  /** Characters of the largest message so far; 0 when none came. */
  int largestMessage() {
    return largest.get();
  }

  /** The group as the page was last sent it. */
  JsonNode group() {
    return group;
  }

  @Override
  public void close() {
    events.close();
  }
}
