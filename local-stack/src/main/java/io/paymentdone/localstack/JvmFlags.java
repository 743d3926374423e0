package io.paymentdone.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the services' JVMs are made to start soon and stay small, and get as fast as any. */
final class JvmFlags {

  /** The cache is refused by a JVM whose flags differ from those it was made with. */
  private static final List<String> SHARED =
      List.of(
          "-Xms48m",
          "-Xmx256m",
          // A heap of this size is collected in milliseconds by one thread.
          "-XX:+UseSerialGC",
          // From 21 MB of classes on, the default, a start collects the whole heap several times.
          "-XX:MetaspaceSize=128m",
          "--enable-native-access=ALL-UNNAMED",
          "-Djava.awt.headless=true");

  /**
   * Ten times the defaults: what only a start runs is not worth the optimizing compiler, which took
   * 40 % of a start's CPU time without a cache. What a load runs reaches it a little later.
   */
  private static final List<String> LATE_OPTIMIZATION =
      List.of(
          "-XX:Tier4InvocationThreshold=50000",
          "-XX:Tier4MinInvocationThreshold=6000",
          "-XX:Tier4CompileThreshold=150000",
          "-XX:Tier4BackEdgeThreshold=400000");

  private JvmFlags() {}

  /**
   * Flags of a replica's JVM.
   *
   * @param name shown by {@code jps -v} and {@code ps}
   */
  static List<String> ofReplica(String name, Application application) {
    List<String> flags = new ArrayList<>(SHARED);
    flags.addAll(LATE_OPTIMIZATION);
    flags.add("-Dpayment-done=" + name);
    if (Files.exists(application.aotCache())) {
      flags.addAll(List.of("-XX:AOTCache=" + application.aotCache(), "-Xlog:aot=off"));
    }
    return flags;
  }

  /** Flags of the run that records what a start loads. */
  static List<String> ofRecording(Path configuration) {
    List<String> flags = new ArrayList<>(SHARED);
    flags.addAll(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration));
    // Ends before anything is listened to, consumed or relayed.
    flags.add("-Dspring.context.exit=onRefresh");
    return flags;
  }

  /** Flags of the run that makes the cache of a recording. */
  static List<String> ofMaking(Path configuration, Path cache) {
    List<String> flags = new ArrayList<>(SHARED);
    flags.addAll(
        List.of(
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration=" + configuration,
            "-XX:AOTCache=" + cache));
    return flags;
  }
}
