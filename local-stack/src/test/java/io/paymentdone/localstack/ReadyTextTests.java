package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyTextTests {

  @TempDir Path directory;

  private String text(List<String> addresses, String... options) {
    DataDirectory data = DataDirectory.open(directory.resolve("data"));
    try {
      return ReadyText.of(Options.parse(options), addresses, data, Duration.ofSeconds(9));
    } finally {
      data.release();
    }
  }

  @Test
  void namesTheAddressesToGiveOut() {
    assertThat(text(List.of("192.0.2.7", "198.51.100.7"), "--read-only-port=8099"))
        .containsSubsequence(
            "Console   http://localhost:8090\n",
            "To watch  http://192.0.2.7:8099\n",
            "To watch  http://198.51.100.7:8099\n");
    assertThat(text(List.of(), "--read-only-port=8099")).contains("To watch  port 8099; ");
  }

  @Test
  void namesNoneWithoutTheOption() {
    assertThat(text(List.of("192.0.2.7"))).doesNotContain("To watch");
  }

  @Test
  void findsAddressesThatAreNotLoopback() {
    assertThat(OwnAddresses.all())
        .allMatch(address -> address.matches("\\d+\\.\\d+\\.\\d+\\.\\d+"))
        .noneMatch(address -> address.startsWith("127.") || address.startsWith("169.254."));
  }
}
