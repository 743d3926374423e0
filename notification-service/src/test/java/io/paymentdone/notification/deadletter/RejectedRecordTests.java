package io.paymentdone.notification.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RejectedRecordTests {

  @Test
  void replacesControlCharactersOfAllKinds() {
    // ESC, CSI in one byte, next line, right-to-left override, line separator, half a pair.
    assertThat(RejectedRecord.printable("a\u001b[1mb\u009bc\u0085d\u202ee\u2028f\ud800g"))
        .isEqualTo("a?[1mb?c?d?e?f?g");
    assertThat(RejectedRecord.printable("für 5 € 😀 नमस्ते")).isEqualTo("für 5 € 😀 नमस्ते");
  }
}
