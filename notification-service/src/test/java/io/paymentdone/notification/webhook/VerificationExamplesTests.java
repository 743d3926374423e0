package io.paymentdone.notification.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of docs/webhooks.md: each accepts what is signed and refuses what is not. */
class VerificationExamplesTests {

  private static final String SECRET =
      "whsec_" + Base64.getEncoder().encodeToString("0123456789abcdef01234567".getBytes(UTF_8));
  private static final String BODY =
      "{\"type\":\"payment.done\",\"data\":{\"title\":\"Payment of €5 😀\"}}";

  private static final int ACCEPTED = 0;

  /** No program ends so by a fault of its own. */
  private static final int REFUSED = 3;

  @TempDir private Path directory;
  private Map<String, String> headers;

  @BeforeEach
  void sign() throws Exception {
    sign(Instant.now());
  }

  private void sign(Instant at) throws Exception {
    long now = at.getEpochSecond();
    String signature = new Webhook(SECRET).sign("msg_1", now, BODY);
    String other = new Webhook("whsec_" + "A".repeat(32)).sign("msg_1", now, BODY);
    // As during the day after a change of the secret.
    headers =
        Map.of(
            "webhook-id",
            "msg_1",
            "webhook-timestamp",
            String.valueOf(now),
            "webhook-signature",
            other + " " + signature);
  }

  @Test
  void verifiesInJava() throws Exception {
    String program =
        example("java")
            + """

            class Main {
              public static void main(String[] arguments) throws Exception {
                Map<String, List<String>> headers = Map.of(
                    "webhook-id", List.of(arguments[2]),
                    "webhook-timestamp", List.of(arguments[3]),
                    "webhook-signature", List.of(arguments[4]));
                try {
                  Verify.verify(arguments[0], headers, arguments[1]);
                } catch (com.standardwebhooks.exceptions.WebhookVerificationException e) {
                  System.exit(3);
                }
              }
            }
            """;
    // The first class of the file is the one that a source launch starts.
    Path source = write("Main.java", program.replace("class Verify", "final class Verify"));
    Path classes = directory.resolve("classes");
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    String classpath = System.getProperty("java.class.path");
    assertThat(
            run(
                List.of(
                    java + "/javac",
                    "-cp",
                    classpath,
                    "-d",
                    classes.toString(),
                    source.toString())))
        .isZero();
    List<String> command =
        List.of(
            java + "/java",
            "-Dfile.encoding=UTF-8",
            "-Dsun.jnu.encoding=UTF-8",
            "-cp",
            classes + ":" + classpath,
            "Main");

    acceptsOnlyWhatIsSignedNow(command);
  }

  @Test
  void verifiesInNode() throws Exception {
    assumeTrue(isInstalled("node"), "node is not installed");
    Path script =
        write(
            "verify.js",
            example("js")
                + """

                const [secret, body, id, timestamp, signature] = process.argv.slice(2);
                process.exitCode = verify(secret, {'webhook-id': id,
                  'webhook-timestamp': timestamp, 'webhook-signature': signature}, body) ? 0 : 3;
                """);
    List<String> command = List.of("node", script.toString());

    acceptsOnlyWhatIsSignedNow(command);
  }

  @Test
  void verifiesInPython() throws Exception {
    assumeTrue(isInstalled("python3"), "python3 is not installed");
    Path script =
        write(
            "verify.py",
            example("python")
                + """

                import sys
                secret, body, id, timestamp, signature = sys.argv[1:]
                sys.exit(0 if verify(secret, {"webhook-id": id, "webhook-timestamp": timestamp,
                                              "webhook-signature": signature}, body.encode()) else 3)
                """);
    List<String> command = List.of("python3", script.toString());

    acceptsOnlyWhatIsSignedNow(command);
  }

  private void acceptsOnlyWhatIsSignedNow(List<String> command) throws Exception {
    assertThat(run(command, SECRET, BODY)).isEqualTo(ACCEPTED);
    assertThat(run(command, SECRET, BODY + " ")).isEqualTo(REFUSED);
    sign(Instant.now().minusSeconds(301));
    assertThat(run(command, SECRET, BODY)).isEqualTo(REFUSED);
    String now = String.valueOf(Instant.now().getEpochSecond());
    // Whoever finds the URL may send anything.
    for (List<String> forged :
        List.of(
            List.of("", "", ""),
            List.of("msg_1", "soon", "v1,AAAA"),
            List.of("msg_1", "9".repeat(400), "v1,AAAA"),
            List.of("msg_1", now, "v1 v2,AAAA v1,ä v1,"))) {
      headers =
          Map.of(
              "webhook-id",
              forged.get(0),
              "webhook-timestamp",
              forged.get(1),
              "webhook-signature",
              forged.get(2));
      assertThat(run(command, SECRET, BODY)).as("%s", forged).isEqualTo(REFUSED);
    }
  }

  private static String example(String language) throws IOException {
    String document = Files.readString(Path.of("..", "docs", "webhooks.md"));
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(document);
    assertThat(block.find()).as("the example in " + language).isTrue();
    return block.group(1);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private int run(List<String> command, String secret, String body) throws Exception {
    List<String> whole = new ArrayList<>(command);
    whole.add(secret);
    whole.add(body);
    for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
      whole.add(headers.get(name));
    }
    return run(whole);
  }

  /** Status with which the program ends: one of the two above, or its output is shown. */
  private static int run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isIn(ACCEPTED, REFUSED);
    return process.exitValue();
  }

  private static boolean isInstalled(String program) throws Exception {
    try {
      return new ProcessBuilder(program, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
