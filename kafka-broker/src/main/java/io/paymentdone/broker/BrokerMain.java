package io.paymentdone.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Runs {@code kafka.Kafka} in KRaft mode: formats an empty log directory first, and ends when
 * standard input does, so that a broker never outlives the process that started it.
 *
 * <p>Arguments: the server properties' path and the cluster id.
 */
public final class BrokerMain {

  private BrokerMain() {}

  /** Formats if needed, then runs the broker until it is stopped. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("expected: <server.properties> <cluster id>");
    }
    String serverProperties = args[0];
    if (!Files.exists(logDirectory(serverProperties).resolve("meta.properties"))) {
      String[] format = {"format", "--cluster-id", args[1], "--config", serverProperties};
      int status = kafka.tools.StorageTool.execute(format, System.out);
      if (status != 0) {
        throw new IllegalStateException("kafka-storage format ended with status " + status);
      }
    }
    Thread.ofPlatform().daemon().name("parent-watch").start(BrokerMain::exitWhenParentEnds);
    kafka.Kafka.main(new String[] {serverProperties});
  }

  private static Path logDirectory(String serverProperties) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(serverProperties))) {
      properties.load(in);
    }
    return Path.of(properties.getProperty("log.dirs"));
  }

  private static void exitWhenParentEnds() {
    try (InputStream parent = System.in) {
      parent.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("standard input failed, taken as the parent's end: " + e);
    }
    System.exit(0);
  }
}
