package io.paymentdone.faults.cluster;

import io.paymentdone.servers.process.PackagedServices;
import java.nio.file.Path;

/** Directories of this module's build. */
public final class Output {

  private static final Path TARGET =
      PackagedServices.project().resolve("verification/faults/target");

  private Output() {}

  /** Directory for data, logs and reports. */
  public static Path directory() {
    return TARGET.resolve("faults");
  }

  /** Where the wrong beans of the negative controls are. */
  static Path testClasses() {
    return TARGET.resolve("test-classes");
  }
}
