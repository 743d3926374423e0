package io.paymentdone.notification.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.paymentdone.events.CloudEventHeaders;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTests {

  private final EventReader reader = new EventReader(Clock.systemUTC());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"userId": "user1"   | line 1, column 19
          {"a": 1,\\n "a": 2}  | line 2, column 5
          hi there             | line 1, column 1
          {} {}                | line 1, column 4
          """)
  void reportsMalformedJsonWithItsPosition(String value, String place) {
    assertThat(detail(value.replace("\\n", "\n")))
        .startsWith("The value is not JSON: ")
        .contains(place)
        .doesNotContain("Source", "REDACTED");
  }

  @Test
  void rejectsAnArray() {
    assertThat(detail("[]")).isEqualTo("The value is not a JSON object.");
  }

  private String detail(String value) {
    ConsumerRecord<byte[], byte[]> source =
        new ConsumerRecord<>("payment-done", 0, 0, "user1".getBytes(UTF_8), value.getBytes(UTF_8));
    source.headers().add(CloudEventHeaders.SPEC_VERSION, "1.0".getBytes(UTF_8));
    source
        .headers()
        .add(CloudEventHeaders.TYPE, CloudEventHeaders.TYPE_PAYMENT_DONE_V1.getBytes(UTF_8));
    source.headers().add(CloudEventHeaders.SOURCE, "/test".getBytes(UTF_8));
    source.headers().add(CloudEventHeaders.ID, "1".getBytes(UTF_8));
    return catchThrowableOfType(InvalidEventException.class, () -> reader.read(source)).detail();
  }
}
