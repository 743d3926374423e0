package io.paymentdone.localstack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.servers.ChildCommand;
import io.paymentdone.servers.Ports;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The launcher in a JVM of its own, on free ports. */
final class LauncherProcess {

  private static final Duration START_TIMEOUT = Duration.ofMinutes(4);
  private static final Duration END_TIMEOUT = Duration.ofMinutes(1);
  private static final int LOG_LINES = 15;

  private final Path data;
  private final Path output;
  private final int paymentPort = Ports.freeRun(3);
  private final int notificationPort = Ports.freeRun(5);
  private final int consolePort = Ports.free();
  private final int readOnlyPort = Ports.free();
  private final int smtpPort = Ports.free();
  private final int kafkaPort = Ports.free();
  private final int postgresPort = Ports.free();
  private @Nullable Process process;

  LauncherProcess(Path data) throws IOException {
    this.data = data;
    this.output = Files.createTempFile(data.getParent(), "launcher", ".log");
  }

  void start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    // A shell as its parent, in Maven's place.
    command.addAll(List.of("sh", "-c", "\"$@\" & wait", "sh"));
    command.addAll(List.of(ChildCommand.java(), "-Xmx160m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dlocal-stack.end-with-parent=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LocalStackApplication.class.getName());
    command.addAll(
        List.of(
            "--data=" + data,
            "--payment-port=" + paymentPort,
            "--notification-port=" + notificationPort,
            "--console-port=" + consolePort,
            "--read-only-port=" + readOnlyPort,
            "--smtp-port=" + smtpPort,
            "--kafka-port=" + kafkaPort,
            "--postgres-port=" + postgresPort));
    command.addAll(List.of(options));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(output.toFile()))
            .start();
  }

  /** Starts it and waits for its ready text. */
  void startAndAwait(String... options) throws IOException {
    start(options);
    await()
        .atMost(START_TIMEOUT)
        .failFast(() -> assertThat(process().isAlive()).as("it runs: %s", output()).isTrue())
        .untilAsserted(() -> assertThat(output()).contains("Ready after"));
  }

  private Process process() {
    return requireNonNull(process);
  }

  private ProcessHandle launcher() {
    return process().children().findFirst().orElseThrow();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  /** The launcher's output, and the last lines of its processes' logs. */
  String outputAndLogs() {
    try (Stream<Path> logs = Files.list(data.resolve("logs"))) {
      StringBuilder text = new StringBuilder(output());
      for (Path log : logs.sorted().toList()) {
        List<String> lines = Files.readAllLines(log);
        text.append("\n== ").append(log.getFileName()).append('\n');
        lines.stream()
            .skip(Math.max(0, lines.size() - LOG_LINES))
            .forEach(line -> text.append(line).append('\n'));
      }
      return text.toString();
    } catch (IOException e) {
      return "cannot be read: " + e;
    }
  }

  /** Processes that it started and that still run. */
  List<ProcessHandle> children() {
    return process().children().flatMap(ProcessHandle::children).toList();
  }

  /** The process with this name, such as {@code payment-service-1}. */
  ProcessHandle child(String name) {
    return children().stream()
        .filter(child ->
            child.info().arguments().stream()
                .flatMap(Stream::of)
                .anyMatch(("-Dpayment-done=" + name)::equals))
        .findFirst()
        .orElseThrow();
  }

  /** PostgreSQL's main process. */
  ProcessHandle postmaster() throws IOException {
    String lock = Files.readString(data.resolve("postgres/data/postmaster.pid"));
    return ProcessHandle.of(Long.parseLong(lock.lines().findFirst().orElseThrow().strip()))
        .orElseThrow();
  }

  /** Command lines of all processes of the stack, the launcher's included. */
  List<String> commands() {
    return process().descendants().map(process -> process.info().commandLine().orElse("")).toList();
  }

  /** Whether the services' ahead-of-time caches are made. */
  boolean hasCaches() {
    return Stream.of("payment-service", "notification-service")
        .allMatch(service -> Files.exists(data.resolve(service).resolve("app.aot.made-with")));
  }

  /** The files that the process has mapped into its memory; without /proc its command. */
  String filesOpenedBy(String name) throws IOException {
    ProcessHandle child = child(name);
    Path maps = Path.of("/proc/" + child.pid() + "/maps");
    return Files.exists(maps)
        ? Files.readString(maps)
        : String.join(" ", child.info().arguments().orElseThrow());
  }

  /** SIGKILL to the launcher's parent, then waits for the end of the launcher. */
  void killParent() {
    ProcessHandle launcher = launcher();
    process().destroyForcibly();
    launcher.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }

  /**
   * Stops and continues the launcher, with the console in it: its connections stay and say nothing.
   */
  void freeze(boolean frozen) throws IOException, InterruptedException {
    String signal = frozen ? "-STOP" : "-CONT";
    int status = new ProcessBuilder("kill", signal, "" + launcher().pid()).start().waitFor();
    assertThat(status).isZero();
  }

  /** SIGKILL. */
  void kill() {
    process().children().forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * SIGKILL to the launcher, which would start again what ends, then to all that it started; waits
   * for their end, for their files may be deleted afterwards.
   */
  void killAll() {
    List<ProcessHandle> started = children();
    kill();
    started.forEach(ProcessHandle::destroyForcibly);
    await().atMost(END_TIMEOUT).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
  }

  String log(String name) throws IOException {
    return Files.readString(data.resolve("logs").resolve(name + ".log"));
  }

  int paymentPort(int n) {
    return paymentPort + 2 * (n - 1);
  }

  int notificationPort(int n) {
    return notificationPort + n - 1;
  }

  int consolePort() {
    return consolePort;
  }

  int readOnlyPort() {
    return readOnlyPort;
  }

  int kafkaPort() {
    return kafkaPort;
  }

  int smtpPort() {
    return smtpPort;
  }

  String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + postgresPort + "/" + database;
  }
}
