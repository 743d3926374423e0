package io.paymentdone.servers.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmOptionsTests {

  @Test
  void areThoseOfTheImagesWithoutTheirComments() {
    assertThat(JvmOptions.ofImages().flags())
        .contains("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders")
        .allMatch(flag -> flag.startsWith("-"));
  }

  @Test
  void areOverriddenByWhatFollows() {
    assertThat(JvmOptions.ofImages().withSmallHeap().with("-Xlog:gc").flags())
        .startsWith(JvmOptions.ofImages().flags().toArray(String[]::new))
        .endsWith("-Xms64m", "-Xmx256m", "-Xlog:gc");
  }
}
