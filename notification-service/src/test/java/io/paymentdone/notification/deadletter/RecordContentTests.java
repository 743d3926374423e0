package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecordContentTests {

  @Test
  void isTextWhenItIsUtf8() {
    assertThat(RecordContent.of("hi thére".getBytes(UTF_8), 9))
        .isEqualTo(new RecordContent("hi thére", null, 9));
  }

  @Test
  void leavesOutACharacterThatIsCutOff() {
    byte[] head = Arrays.copyOf("aé".getBytes(UTF_8), 2);

    assertThat(RecordContent.of(head, 3)).isEqualTo(new RecordContent("a", null, 3));
  }

  @Test
  void isBase64WhenItIsNot() {
    assertThat(RecordContent.of(new byte[] {(byte) 0xFF, 0}, 2))
        .isEqualTo(new RecordContent(null, "/wA=", 2));
    assertThat(RecordContent.of(Arrays.copyOf("aé".getBytes(UTF_8), 2), 2))
        .isEqualTo(new RecordContent(null, "YcM=", 2));
  }

  @Test
  void isNullWithoutContent() {
    assertThat(RecordContent.of(null, null)).isNull();
  }
}
