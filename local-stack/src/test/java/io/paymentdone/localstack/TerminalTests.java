package io.paymentdone.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.servers.process.ExitStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTests {

  private static final int COLUMNS = 80;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Terminal terminal = new Terminal(new PrintStream(shown, true, UTF_8), false);

  @Test
  void wrapsSentencesAtBlanksAndKeepsLinesOfLogs() {
    String line = "  " + "log ".repeat(40).strip();

    terminal.report("word ".repeat(40).strip() + "\n" + line);

    assertThat(shown.toString(UTF_8).lines().filter(shownLine -> shownLine.contains("word")))
        .hasSizeGreaterThan(1)
        .allMatch(shownLine -> shownLine.length() <= COLUMNS);
    assertThat(shown.toString(UTF_8)).contains(line);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 137, 143})
  void saysHowAProcessEndedAndWhatComesNext(int status) {
    terminal.report(
        EndReport.of(
            "kafka-1",
            ExitStatus.describe(status),
            Path.of("no.log"),
            "Payments wait.",
            Optional.empty()));

    assertThat(shown.toString(UTF_8).replaceAll("\\s+", " "))
        .contains("kafka-1", "Payments wait.", "no.log", "is not started again");
  }

  @Test
  void showsTheOptionsIn80Columns() {
    terminal.line(Options.USAGE);

    assertThat(shown.toString(UTF_8).lines()).allMatch(line -> line.length() <= COLUMNS);
  }
}
