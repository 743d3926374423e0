package io.paymentdone.notification.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.notification.delivery.Channels;
import io.paymentdone.notification.delivery.DeliveryRows;
import io.paymentdone.notification.delivery.DeliveryWorkers;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What an offset reset, or a member that did not commit, reads once more. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class ErasedEventsIntegrationTests {

  private static final AtomicInteger UNUSED = new AtomicInteger(1001);

  @Autowired private JdbcClient jdbc;
  @Autowired private ConsumerDatabase consumer;
  @Autowired private DeliveryWorkers workers;
  @Autowired private Channels channels;
  @Autowired private NotificationProperties properties;
  @Autowired private JsonMapper json;
  @Autowired private Clock clock;
  @LocalServerPort private int port;

  /** That the topic does not have, so that no other test's record is there. */
  private final int partition = UNUSED.getAndIncrement();

  private final String user = "user-" + UUID.randomUUID();
  private final String other = "other-" + UUID.randomUUID();
  private DeliveryRows rows;

  @BeforeEach
  void prepareRows() {
    rows = new DeliveryRows(jdbc);
  }

  @AfterEach
  void removeRows() {
    rows.clear();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void doNotComeBack(boolean withEndpoint) {
    if (withEndpoint) {
      jdbc.sql("update webhook_endpoint set enabled = true, callers = '{nobody}' where number = ?")
          .param(rows.endpoint("anonymous").number())
          .update();
    }
    List<ReceivedEvent> before =
        LongStream.rangeClosed(1, 4).mapToObj(n -> received(n % 2 == 0 ? user : other, n)).toList();
    ReceivedEvent later = received(user, 5);
    newTable().store(before);
    assertThat(offsets(user)).containsExactly(2L, 4L);

    Api api = new Api(port);
    assertThat(api.send(HttpRequest.newBuilder(api.uri("/users/" + user)).DELETE()).statusCode())
        .isEqualTo(204);

    for (int replay = 0; replay < 2; replay++) {
      // One that has expected no duplicate, as after a start, and one that does.
      InboxTable table = newTable();
      assertThat(table.store(before)).as("dead letters").isEmpty();
      assertThat(table.store(before)).as("dead letters").isEmpty();
      assertThat(offsets(user)).isEmpty();
      assertThat(offsets(other)).containsExactly(1L, 3L);
    }
    newTable().store(List.of(before.get(1), later));
    assertThat(offsets(user)).as("a new feed").containsExactly(5L);
  }

  private InboxTable newTable() {
    return new InboxTable(consumer, workers, channels, properties, json, clock);
  }

  private List<Long> offsets(String userId) {
    return jdbc.sql("select \"offset\" from notification where user_id = ? order by 1")
        .param(userId)
        .query((row, number) -> row.getLong("offset"))
        .list();
  }

  private ReceivedEvent received(String userId, long offset) {
    PaymentDone event = Events.event(userId, offset);
    var record = Events.record(event);
    return new ReceivedEvent(
        new ConsumerRecord<>(record.topic(), partition, offset, record.key(), record.value()),
        event,
        null);
  }
}
