package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTests {

  @ParameterizedTest
  @CsvSource({"Linux,amd64", "Linux,aarch64", "Mac OS X,aarch64", "Mac OS X,x86_64"})
  void runsOn(String system, String architecture) {
    assertThat(Platform.unsupported(system, architecture)).isEmpty();
  }

  @Test
  void pointsToComposeElsewhere() {
    assertThat(Platform.unsupported("Windows 11", "amd64").orElseThrow())
        .contains("Windows 11", "docker compose up --build --wait");
  }
}
