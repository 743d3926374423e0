package io.paymentdone.console.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.payments.PublishedPayment.TopicPartitionOffset;
import io.paymentdone.console.topics.TopicReader;
import io.paymentdone.console.topics.TopicReaders;
import io.paymentdone.console.workers.Readers;
import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.kafka.oversized.RecordLimits;
import io.paymentdone.web.validation.TextRule;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads {@code payment-done} and its dead letters without being a member of the group. */
@Component
@EnableConfigurationProperties(PaymentTopicProperties.class)
public class PaymentTopicReader {

  private static final int DEAD_LETTERS_MAX = 10_000;

  /** A dead letter has the key, value and headers of its record, and headers of its own. */
  private static final RecordLimits DEAD_LETTER =
      new RecordLimits(
          RecordLimits.PAYMENT_EVENT.keyBytesMax(),
          RecordLimits.PAYMENT_EVENT.valueBytesMax(),
          2 * RecordLimits.PAYMENT_EVENT.headerBytesMax());

  private static final Duration AHEAD_MAX = Duration.ofDays(1);

  private final JsonMapper json;
  private final TopicReader topicReader;
  private final TopicReader deadLetters;
  private final HotUsers hotUsers = new HotUsers();
  private final FollowedUsers followedUsers = new FollowedUsers();
  private final PaymentIndex index;
  private final Clock clock = Clock.systemUTC();
  private final Map<Integer, Integer> written = new TreeMap<>();

  PaymentTopicReader(
      TopicReaders topicReaders, PaymentTopicProperties properties, JsonMapper json) {
    this.json = json;
    this.index =
        new PaymentIndex(clock.instant().minus(properties.lookBack()), properties.paymentsMax());
    this.topicReader =
        topicReaders.follow(
            Topics.PAYMENT_DONE,
            properties.lookBack(),
            properties.paymentsMax() / Topics.PARTITIONS,
            RecordLimits.PAYMENT_EVENT,
            this::handle,
            // Counts start at the time from which every partition is known.
            index::forget);
    this.deadLetters =
        topicReaders.follow(
            Topics.PAYMENT_DONE_DLT,
            properties.lookBack(),
            DEAD_LETTERS_MAX,
            DEAD_LETTER,
            this::handleDeadLetter);
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    Instant now = clock.instant();
    synchronized (written) {
      written.merge(consumed.partition(), 1, Integer::sum);
    }
    payment(consumed)
        .ifPresent(payment -> {
          index.add(payment);
          hotUsers.add(payment, now);
          followedUsers.add(payment);
        });
  }

  /** A record that the group rejected is not a payment, so it is neither lost nor out of order. */
  private void handleDeadLetter(ConsumerRecord<byte[], byte[]> dead) {
    Headers headers = dead.headers();
    Header topic = headers.lastHeader(KafkaHeaders.DLT_ORIGINAL_TOPIC);
    Header partition = headers.lastHeader(KafkaHeaders.DLT_ORIGINAL_PARTITION);
    Header offset = headers.lastHeader(KafkaHeaders.DLT_ORIGINAL_OFFSET);
    if (topic == null
        || partition == null
        || offset == null
        || partition.value().length != Integer.BYTES
        || offset.value().length != Long.BYTES) {
      return;
    }
    if (Topics.PAYMENT_DONE.equals(new String(topic.value(), UTF_8))) {
      TopicPartitionOffset location =
          new TopicPartitionOffset(
              ByteBuffer.wrap(partition.value()).getInt(),
              ByteBuffer.wrap(offset.value()).getLong());
      payment(dead).ifPresent(payment -> index.reject(payment.paymentId(), location));
    }
  }

  private Optional<PublishedPayment> payment(ConsumerRecord<byte[], byte[]> consumed) {
    Header type = consumed.headers().lastHeader(CloudEventHeaders.TYPE);
    if (consumed.key() == null
        || consumed.value() == null
        || type == null
        || !Arrays.equals(type.value(), CloudEventHeaders.TYPE_PAYMENT_DONE_V1.getBytes(UTF_8))) {
      return Optional.empty();
    }
    String userId = new String(consumed.key(), UTF_8);
    if (TextRule.USER_ID.check("key", userId) != null) {
      return Optional.empty();
    }
    try {
      PaymentDone event = json.readValue(consumed.value(), PaymentDone.class);
      if (!passesChecksOfTheGroup(event, consumed)) {
        return Optional.empty();
      }
      return Optional.of(
          new PublishedPayment(
              event.paymentId(),
              userId,
              consumed.partition(),
              consumed.offset(),
              event.occurredAt(),
              Instant.ofEpochMilli(consumed.timestamp())));
    } catch (JacksonException poison) {
      return Optional.empty();
    }
  }

  /**
   * The cheap checks of the group, so that most records that the group rejects need not be kept
   * until their dead letter arrives. All other checks are left to the group.
   */
  private boolean passesChecksOfTheGroup(
      PaymentDone event, ConsumerRecord<byte[], byte[]> consumed) {
    Header id = consumed.headers().lastHeader(CloudEventHeaders.ID);
    return event.paymentId() != null
        && event.userId() != null
        && event.occurredAt() != null
        && event.occurredAt().isBefore(clock.instant().plus(AHEAD_MAX))
        && Arrays.equals(consumed.key(), event.userId().getBytes(UTF_8))
        && id != null
        && Arrays.equals(id.value(), event.paymentId().toString().getBytes(UTF_8));
  }

  /** Since when and why payments or dead letters are not read; null while they are. */
  public @Nullable String note() {
    String note = Readers.note(topicReader.status());
    if (note == null) {
      note = Readers.note(deadLetters.status());
    }
    if (note == null && !topicReader.isCaughtUp()) {
      note = "The console is still reading " + Topics.PAYMENT_DONE + " from the beginning.";
    }
    if (note == null && !deadLetters.isCaughtUp()) {
      note = "The console is still reading " + Topics.PAYMENT_DONE_DLT + ".";
    }
    return note;
  }

  /**
   * Whether the dead letters have been read up to these offsets.
   *
   * @param ends end offsets by partition
   */
  public boolean hasReadDeadLetters(Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> deadLetters.position(end.getKey()).orElse(0) >= end.getValue());
  }

  /** The users with the most payments. */
  public HotUsers hotUsers() {
    return hotUsers;
  }

  /** The payments of the users whom pages follow. */
  public FollowedUsers followedUsers() {
    return followedUsers;
  }

  /** The payments on the topic. */
  public PaymentIndex index() {
    return index;
  }

  /** Records written to each partition since the last call. */
  public Map<Integer, Integer> drainWritten() {
    synchronized (written) {
      Map<Integer, Integer> taken = topicReader.isCaughtUp() ? Map.copyOf(written) : Map.of();
      written.clear();
      return taken;
    }
  }
}
