package io.paymentdone.localstack;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Platforms that have PostgreSQL's binaries and the guard's shell. */
final class Platform {

  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64", "arm64");

  private Platform() {}

  /** Why the stack cannot run here; empty when it can. */
  static Optional<String> unsupported(String system, String architecture) {
    String name = system.toLowerCase(Locale.ROOT);
    boolean supported =
        (name.startsWith("linux") || name.startsWith("mac"))
            && ARCHITECTURES.contains(architecture.toLowerCase(Locale.ROOT));
    return supported
        ? Optional.empty()
        : Optional.of(
            "The local stack runs on Linux and macOS, on amd64 and arm64, not on "
                + system
                + " "
                + architecture
                + "; use \"docker compose up --build --wait\" here.");
  }
}
