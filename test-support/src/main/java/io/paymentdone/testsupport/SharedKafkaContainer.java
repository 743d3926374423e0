package io.paymentdone.testsupport;

import io.paymentdone.servers.PaymentTopics;
import org.testcontainers.kafka.KafkaContainer;

/**
 * The broker that all contexts of the JVM share, as the embedded one: a context that closes does
 * not stop it, the JVM does.
 */
final class SharedKafkaContainer extends KafkaContainer {

  private static final SharedKafkaContainer INSTANCE = new SharedKafkaContainer();

  private SharedKafkaContainer() {
    super("apache/kafka:4.3.1");
    withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "3");
    withEnv("KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS", "500");
    withEnv("KAFKA_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS", "500");
    withEnv("KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS", "6000");
    withEnv("KAFKA_GROUP_CONSUMER_SESSION_TIMEOUT_MS", "10000");
    withEnv("KAFKA_GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS", "0");
  }

  /** The broker, started and with its topics. */
  static synchronized SharedKafkaContainer started() {
    if (!INSTANCE.isRunning()) {
      INSTANCE.start();
      Runtime.getRuntime().addShutdownHook(new Thread(INSTANCE::remove));
      PaymentTopics.create(INSTANCE.getBootstrapServers(), 1);
    }
    return INSTANCE;
  }

  /** Does nothing: other contexts use it. */
  @Override
  public void stop() {
    logger().debug("kept for other contexts");
  }

  private void remove() {
    super.stop();
  }
}
