package io.paymentdone.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paymentdone.events.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code bin/kafka} as somebody types it, in a project whose path has a blank and on
 * whose data a broker runs. The first tests build on the records of those before.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaToolsSystemTests {

  private static final int TIMEOUT_SECONDS = 60;

  /** Failsafe runs tests in the module's directory. */
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  @TempDir static Path directory;
  private static Path project;
  private static KafkaServer server;
  private static boolean hasRecords;

  /** What a command has said. */
  private record Result(int status, String output, String errors) {}

  @BeforeAll
  static void start() throws IOException {
    project = project("a project");
    Files.createSymbolicLink(project.resolve("kafka-broker"), REPOSITORY.resolve("kafka-broker"));
    Path data = Files.createDirectories(project.resolve("local-stack/data"));
    Files.writeString(data.resolve("lock"), Long.toString(ProcessHandle.current().pid()));
    server = KafkaServer.start(data.resolve("kafka-1"));
    PaymentTopics.create(server.bootstrapServers(), 1);
    hasRecords = false;
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Path project(String name) throws IOException {
    Path root = directory.resolve(name);
    Files.createDirectories(root.resolve("bin"));
    Files.copy(REPOSITORY.resolve("bin/kafka"), root.resolve("bin/kafka"));
    return root;
  }

  @Test
  @Order(1)
  void describesATopicOfTheStackThatRuns() throws Exception {
    Result result = kafka("topics", "--describe", "--topic", Topics.PAYMENT_DONE);

    assertThat(result.errors()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.output())
        .contains("PartitionCount: 3", "Partition: 0", "Partition: 1", "Partition: 2");
  }

  @Test
  @Order(2)
  void consumesWhatItProduced() throws Exception {
    produceAndConsume();
  }

  /** A test that is run again has a broker for itself. */
  private static void haveRecords() throws Exception {
    if (!hasRecords) {
      produceAndConsume();
    }
  }

  private static void produceAndConsume() throws Exception {
    Result produced =
        run(
            "user 1;paid\nuser 1;paid again\n",
            Map.of(),
            command(
                "console-producer",
                "--topic",
                Topics.PAYMENT_DONE,
                // Its native library is loaded without a warning.
                "--compression-codec",
                "zstd",
                "--reader-property",
                "parse.key=true",
                "--reader-property",
                "key.separator=;"));
    Result consumed =
        kafka(
            "console-consumer",
            "--topic",
            Topics.PAYMENT_DONE,
            "--from-beginning",
            "--max-messages",
            "2",
            "--group",
            "readers",
            "--formatter-property",
            "print.key=true");

    assertThat(produced.errors()).isEmpty();
    assertThat(produced.status()).isZero();
    assertThat(consumed.output()).contains("user 1\tpaid\nuser 1\tpaid again\n");
    assertThat(consumed.errors()).doesNotContain("WARN");
    assertThat(consumed.status()).isZero();
    hasRecords = true;
  }

  @Test
  @Order(3)
  void describesAGroup() throws Exception {
    haveRecords();

    Result result = kafka("consumer-groups", "--describe", "--group", "readers");

    assertThat(result.status()).isZero();
    assertThat(result.output())
        .contains("CURRENT-OFFSET")
        .containsPattern("readers +payment-done +[0-2] +2 +2 +0 ");
  }

  @Test
  @Order(4)
  void takesTheNamesAndTheAddressOfTutorials() throws Exception {
    haveRecords();

    Result result =
        run(
            "",
            Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"),
            command(
                "kafka-get-offsets.sh",
                "--bootstrap-server",
                server.bootstrapServers(),
                "--topic",
                Topics.PAYMENT_DONE));

    assertThat(result.errors()).isEmpty();
    assertThat(result.output().lines())
        .hasSize(3)
        .filteredOn(line -> line.matches("payment-done:[0-2]:2"))
        .hasSize(1);
  }

  @Test
  void takesTheAddressFromTheEnvironmentWhereNoStackRuns() throws Exception {
    Result result =
        run(
            "",
            Map.of("KAFKA_BOOTSTRAP_SERVERS", server.bootstrapServers()),
            List.of(REPOSITORY.resolve("bin/kafka").toString(), "topics", "--list"));

    assertThat(result.errors()).isEmpty();
    assertThat(result.output()).contains(Topics.PAYMENT_DONE_DLT);
  }

  @Test
  void endsWithTheStatusOfTheTool() throws Exception {
    Result result = kafka("topics", "--describe", "--topic", "absent");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.output() + result.errors()).contains("'absent' does not exist");
  }

  @Test
  void listsTheToolsForAnUnknownOne() throws Exception {
    Result result = kafka("topic", "--list");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors())
        .startsWith("bin/kafka has no tool \"topic\".")
        .contains("\n  topics\n", "\n  console-consumer\n", "\n  streams-groups\n");
  }

  @Test
  void runsEachToolThatItLists() throws Exception {
    List<String> tools =
        kafka("--help").output().lines().filter(line -> line.matches("  [a-z-]+")).toList();

    assertThat(tools).hasSizeGreaterThan(10);
    for (String tool : tools) {
      Result result = kafka(tool.strip(), "--help");
      assertThat(result.output() + result.errors()).as(tool).contains("--bootstrap-server");
    }
  }

  @Test
  void tellsThatTheProjectIsNotBuilt() throws Exception {
    Path fresh = project("fresh");

    Result result = run("", Map.of(), List.of(fresh + "/bin/kafka", "topics", "--list"));

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errors()).contains("run mvn -DskipTests package first");
  }

  @Test
  void tellsThatThereIsNoJava() throws Exception {
    assumeTrue(Files.notExists(Path.of("/usr/libexec/java_home")), "macOS finds a JDK by itself");
    Path programs = Files.createDirectory(directory.resolve("programs"));
    for (String program : List.of("sh", "cat", "dirname", "ls", "sed")) {
      Path known = Path.of("/bin", program);
      Files.createSymbolicLink(
          programs.resolve(program), Files.exists(known) ? known : Path.of("/usr/bin", program));
    }

    Result result =
        run(
            "",
            Map.of("PATH", programs.toString(), "JAVA_HOME", "/nowhere"),
            command("topics", "--list"));

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errors()).contains("No Java 17 or newer was found", "JAVA_HOME");
  }

  private static Result kafka(String... arguments) throws Exception {
    return run("", Map.of(), command(arguments));
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(project + "/bin/kafka"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs it to its end, in a directory that is not the project's. */
  private static Result run(String input, Map<String, String> environment, List<String> command)
      throws Exception {
    Path in = Files.writeString(directory.resolve("in"), input);
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("KAFKA_BOOTSTRAP_SERVERS");
    Map<String, String> wanted =
        new HashMap<>(Map.of("JAVA_HOME", System.getProperty("java.home")));
    wanted.putAll(environment);
    builder.environment().putAll(wanted);
    Process process = builder.start();
    boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("%s ended: %s", command, Files.readString(err)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
