package io.paymentdone.notification.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.Events;
import io.paymentdone.testsupport.RandomInput;
import io.paymentdone.web.validation.TextRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever is written to the topic is an event, or rejected with a reason. */
class AnyRecordTests {

  private final EventReader reader = new EventReader(Clock.systemUTC());

  @Test
  void readsOrRejectsAnyRecord() {
    RandomInput.check(input -> {
      ConsumerRecord<byte[], byte[]> record = record(input);
      ReceivedEvent received;
      try {
        received = reader.read(record);
      } catch (InvalidEventException rejected) {
        assertThat(rejected.detail()).isNotBlank();
        return;
      }
      PaymentDone event = received.event();

      assertThat(event.userId().getBytes(UTF_8)).isEqualTo(record.key());
      assertThat(event.amount()).isBetween(1L, PaymentDone.AMOUNT_MAX);
      assertThat(event.currency()).matches("[A-Z]{3}");
      assertThat(event.occurredAt()).isBefore(Instant.now().plus(Duration.ofDays(2)));
      assertStorable(event.userId());
      assertStorable(event.description());
      SortedMap<String, String> metadata = event.metadata();
      if (metadata != null) {
        assertThat(metadata).hasSizeBetween(1, PaymentDone.METADATA_KEYS_MAX);
        metadata.keySet().forEach(AnyRecordTests::assertStorable);
        metadata.values().forEach(AnyRecordTests::assertStorable);
      }
      String caller = received.caller();
      assertThat(caller == null || TextRule.CALLER.check("", caller) == null).isTrue();
    });
  }

  /** PostgreSQL takes neither U+0000 nor half of a surrogate pair. */
  private static void assertStorable(@Nullable String text) {
    if (text != null) {
      assertThat(text).doesNotContain("\u0000");
      assertThat(new String(text.getBytes(UTF_8), UTF_8)).isEqualTo(text);
    }
  }

  /** An event's record, with a few things about it that are not as they should be. */
  private static ConsumerRecord<byte[], byte[]> record(RandomInput input) {
    PaymentDone event = Events.event("user1", 1 + input.below(10));
    ProducerRecord<byte[], byte[]> good = Events.record(event);
    byte[] key = input.once(8) ? anyBytes(input, good.key()) : good.key();
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(Topics.PAYMENT_DONE, 0, 0, key, value(input, event));
    for (Header header : good.headers()) {
      for (int copies = input.once(16) ? input.below(3) : 1; copies > 0; copies--) {
        record
            .headers()
            .add(header.key(), input.once(16) ? anyBytes(input, header.value()) : header.value());
      }
    }
    if (input.once(4)) {
      record.headers().add(CloudEventHeaders.CALLER, anyBytes(input, "shop".getBytes(UTF_8)));
    }
    return record;
  }

  private static byte @Nullable [] anyBytes(RandomInput input, byte[] usual) {
    return switch (input.below(4)) {
      case 0 -> null;
      case 1 -> input.bytes(80);
      case 2 -> input.text(20).getBytes(UTF_8);
      default -> input.mutated(usual);
    };
  }

  private static byte @Nullable [] value(RandomInput input, PaymentDone event) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("paymentId", input.string(event.paymentId().toString()));
    members.put("userId", input.string(event.userId()));
    members.put("amount", Long.toString(event.amount()));
    members.put("currency", input.string(event.currency()));
    members.put("description", input.string(String.valueOf(event.description())));
    members.put("occurredAt", input.string(event.occurredAt().toString()));
    if (input.once(2)) {
      members.put("metadata", "{" + input.string(input.text(4)) + ":" + input.string("v") + "}");
    }
    String name = input.oneOf(List.copyOf(members.keySet()));
    switch (input.below(8)) {
      case 0 -> members.put(name, input.json(2));
      case 1 -> members.put(name, input.string(input.text(8)));
      case 2 -> members.remove(name);
      case 3 -> members.put(input.text(4), input.json(2));
      case 4 -> {
        return input.mutated(input.object(members).getBytes(UTF_8));
      }
      case 5 -> {
        return anyBytes(input, Events.value(event));
      }
      default -> members.put("description", input.string(input.text(20)));
    }
    return input.object(members).getBytes(UTF_8);
  }
}
