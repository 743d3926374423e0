package io.paymentdone.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class FailedLoginsTests {

  @Test
  void areToldOnceAMinuteHoweverManyThereAre(CapturedOutput output) {
    FailedLogins failedLogins = new FailedLogins();
    for (int i = 0; i < 10_000; i++) {
      failedLogins.count("192.0.2." + i);
    }

    assertThat(output.getAll().lines().filter(line -> line.contains("wrong credentials")))
        .singleElement()
        .asString()
        .contains("last such line: 1,", "addresses: 1,", "192.0.2.0");
  }
}
