package io.paymentdone.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.Topics;
import io.paymentdone.notification.feed.Language;
import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.notification.stream.NewEntries.Position;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

class StreamClientTests {

  private final Sent sent = new Sent();

  @Test
  void startsWithTheIdOfItsPosition() throws IOException {
    client(Map.of(1, 42L)).begin(Duration.ofSeconds(2));

    assertThat(sent.blocks).containsExactly("id:1-42\nretry:2000\n:connected\n\n");
  }

  @Test
  void startsWithAnIdWithoutEntries() throws IOException {
    client(Map.of()).begin(Duration.ofSeconds(2));

    assertThat(sent.blocks).containsExactly("id:none\nretry:2000\n:connected\n\n");
  }

  @Test
  void sendsAnEntryWithTheIdOfItsPosition() throws IOException {
    client(Map.of(1, 42L)).send(List.of(entry(1, 43), entry(0, 7)).iterator(), Map.of());

    assertThat(sent.blocks).hasSize(2);
    assertThat(sent.blocks.getFirst()).startsWith("id:1-43\ndata:");
    assertThat(sent.blocks.getLast()).startsWith("id:0-7,1-43\ndata:");
  }

  @Test
  void sendsAMarkOnceAfterTheEntries() throws IOException {
    StreamClient client = client(Map.of(1, 42L));
    client.send(List.of(entry(1, 43)).iterator(), Map.of(1, 42L));

    assertThat(sent.blocks).hasSize(2);
    assertThat(sent.blocks.getLast())
        .isEqualTo("event:read\ndata:" + new StreamClient.ReadMark("user1", 1, 42) + "\n\n");
    assertThat(client.marks())
        .contains(new Position("user1", 1, 42), new Position("user1", 0, Long.MIN_VALUE));
    assertThat(client.positions()).contains(new Position("user1", 1, 43));
  }

  @Test
  void sendsNoFurtherEntryAfterItsEnd() throws IOException {
    StreamClient client = client(Map.of(1, 42L));
    Iterator<NotificationItem> entries =
        Stream.of(entry(1, 43), entry(1, 44))
            .peek(entry -> {
              if (entry.offset() == 44) {
                throw new AssertionError("it is over");
              }
            })
            .iterator();
    sent.afterwards = client::end;

    client.send(entries, Map.of());

    assertThat(sent.blocks).hasSize(1);
    assertThat(client.isSending()).isTrue();
    client.sent();
    assertThat(client.isSending()).isFalse();
  }

  @Test
  void isTooOldAtItsAgeOnly() {
    assertThat(client(Map.of(), Duration.ZERO).isTooOld()).isTrue();
    assertThat(client(Map.of(), Duration.ofHours(1)).isTooOld()).isFalse();
    assertThat(client(Map.of(), null).isTooOld()).isFalse();
  }

  private StreamClient client(Map<Integer, Long> seen) {
    return client(seen, null);
  }

  private StreamClient client(Map<Integer, Long> seen, @Nullable Duration ageMax) {
    StreamSlots.Slot slot =
        new StreamSlots(1, 1, 1).take(new StreamOwner(StreamOwner.Kind.CLIENT, "client"));
    return new StreamClient("user1", Language.ENGLISH, slot, sent, Topics.PARTITIONS, seen, ageMax);
  }

  private static NotificationItem entry(int partition, long offset) {
    return new NotificationItem(
        UUID.randomUUID(),
        "user1",
        UUID.randomUUID(),
        "title",
        "message",
        1,
        "EUR",
        Instant.EPOCH,
        Instant.EPOCH,
        partition,
        offset,
        "consumer",
        false,
        null);
  }

  /** Keeps what would go to the client. */
  private static final class Sent extends SseEmitter {

    private final List<String> blocks = new ArrayList<>();
    private Runnable afterwards = () -> {};

    @Override
    public void send(SseEventBuilder event) {
      blocks.add(
          event.build().stream()
              .map(DataWithMediaType::getData)
              .map(Object::toString)
              .collect(Collectors.joining()));
      afterwards.run();
    }
  }
}
