package io.paymentdone.servers.process;

/** Exit statuses of a JVM. */
public final class ExitStatus {

  private static final int SIGNAL = 128;

  /** After SIGTERM. */
  static final int TERMINATED = SIGNAL + 15;

  private ExitStatus() {}

  /** How a process ended, as the predicate of a sentence. */
  public static String describe(int status) {
    return switch (status) {
      case 3 -> "ran out of memory and ended (status 3)";
      case SIGNAL + 9 -> "was killed (SIGKILL; by you, or by the system when memory was short)";
      case TERMINATED -> "was told to end (SIGTERM)";
      default -> "ended with status " + status;
    };
  }
}
