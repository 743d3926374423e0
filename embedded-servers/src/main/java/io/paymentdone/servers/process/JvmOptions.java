package io.paymentdone.servers.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Flags of a service's JVM: those of the container images, then overrides. A later flag beats an
 * earlier one.
 */
public record JvmOptions(List<String> flags) {

  /** Copies the flags. */
  public JvmOptions {
    flags = List.copyOf(flags);
  }

  /** The flags of the images, {@code docker/jvm.options}. */
  public static JvmOptions ofImages() {
    Path file = PackagedServices.project().resolve("docker/jvm.options");
    try {
      return new JvmOptions(
          Files.readAllLines(file).stream()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException("the flags of the images cannot be read: " + file, e);
    }
  }

  /** As much memory as the Kubernetes manifests allow. */
  public JvmOptions withMemoryOfContainer() {
    return with("-XX:MaxRAM=512m");
  }

  /**
   * A heap that leaves room for seven JVMs and an IDE on one machine. The initial heap holds the
   * AOT cache's objects in its old generation, see {@code docker/jvm.options}.
   */
  public JvmOptions withSmallHeap() {
    return with("-Xms64m", "-Xmx256m");
  }

  /**
   * Without the optimizing compiler: what is killed and started again all the time, on few cores,
   * does not run for long enough to pay for it.
   */
  public JvmOptions withoutOptimizingCompiler() {
    return with("-XX:TieredStopAtLevel=1");
  }

  /** Further flags. */
  public JvmOptions with(String... further) {
    return with(List.of(further));
  }

  /** Further flags. */
  public JvmOptions with(List<String> further) {
    return new JvmOptions(Stream.concat(flags.stream(), further.stream()).toList());
  }
}
