package io.paymentdone.console.lab;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells a consumer of the lab of each of its commits; of automatic ones it would not know
 * otherwise. Kafka's client creates it.
 */
public final class CommitInterceptor implements ConsumerInterceptor<byte[], byte[]> {

  /** Setting with the {@link Listener}, an object. */
  static final String LISTENER = "payment-done.lab.commits";

  private Listener listener = offsets -> {};

  /** Created by Kafka's client. */
  public CommitInterceptor() {}

  /** Called after each commit, on any thread of the client. */
  @FunctionalInterface
  interface Listener {

    /** These offsets are committed. */
    void committed(Map<TopicPartition, OffsetAndMetadata> offsets);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    listener = (Listener) Objects.requireNonNull(settings.get(LISTENER));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    listener.committed(offsets);
  }

  @Override
  public void close() {}
}
