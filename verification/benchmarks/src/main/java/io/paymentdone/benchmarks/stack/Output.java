package io.paymentdone.benchmarks.stack;

import io.paymentdone.servers.process.PackagedServices;
import java.nio.file.Path;

/** Where data, logs and results go. */
public final class Output {

  private Output() {}

  /** A directory of this module's build. */
  public static Path directory() {
    return PackagedServices.project().resolve("verification/benchmarks/target/benchmarks");
  }
}
