package io.paymentdone.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docker/run.sh} with other programs in place of those of the image. */
class RunScriptTests {

  @TempDir private Path programs;

  @BeforeEach
  void installPrograms() throws IOException {
    install("hostname", "echo \"$ADDRESSES\"");
    install("uname", "echo 3f2a9c");
    install(
        "getent",
        """
        case "$*" in
          '-s dns hosts 172.18.0.5' | '-s dns hosts fd00:1::5')
            echo "$4    project-notification-service-2.project_default" ;;
          *) exit 2 ;;
        esac\
        """);
    install("java", "echo \"$NOTIFICATION_CLIENT_ID $*\"");
  }

  @ParameterizedTest
  @CsvSource({
    "172.18.0.5,            notification-service-2",
    "172.18.0.5 fd00:1::5,  notification-service-2",
    "fd00:1::5 172.18.0.5,  notification-service-2",
    "172.19.0.7 172.18.0.5, notification-service-2",
    "10.89.0.4,             3f2a9c",
    "'',                    3f2a9c"
  })
  void takesTheNameOfAnAddressElseTheHosts(String addresses, String name) throws Exception {
    assertThat(run(Map.of("CLIENT_ID_FROM_DNS", "true", "ADDRESSES", addresses)))
        .startsWith(name + " ");
  }

  @Test
  void takesTheHostsNameWhereNoAddressIsKnown() throws Exception {
    install("hostname", "echo 'hostname: Name or service not known' >&2; exit 1");

    assertThat(run(Map.of("CLIENT_ID_FROM_DNS", "true"))).startsWith("3f2a9c ");
  }

  @Test
  void leavesAGivenNameAndPassesArgumentsOn() throws Exception {
    assertThat(run(Map.of("NOTIFICATION_CLIENT_ID", "pod-7")))
        .startsWith("pod-7 ")
        .endsWith("/app/app.jar --one --two words");
  }

  @Test
  void givesTheHeapTheShareThatIsAskedFor() throws Exception {
    assertThat(run(Map.of("NOTIFICATION_CLIENT_ID", "pod-7"))).doesNotContain("RAMPercentage");
    assertThat(run(Map.of("NOTIFICATION_CLIENT_ID", "pod-7", "HEAP_PERCENT", "35")))
        .contains(" @/app/jvm.options -XX:MaxRAMPercentage=35 -jar ");
  }

  private void install(String name, String script) throws IOException {
    Path program = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private String run(Map<String, String> environment) throws Exception {
    Path output = programs.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
                "sh",
                DeploymentFiles.project().resolve("docker/run.sh").toString(),
                "--one",
                "--two words")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().put("COMPOSE_PROJECT_NAME", "project");
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output, UTF_8).strip();
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
