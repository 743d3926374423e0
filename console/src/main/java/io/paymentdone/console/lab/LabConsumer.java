package io.paymentdone.console.lab;

import org.apache.kafka.clients.consumer.Consumer;

/**
 * A Kafka consumer of the lab.
 *
 * @param silence makes it send no more heartbeats and not leave its group, as a process that died
 */
record LabConsumer(Consumer<byte[], byte[]> consumer, Runnable silence) {}
