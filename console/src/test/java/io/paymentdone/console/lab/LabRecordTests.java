package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class LabRecordTests {

  private final JsonMapper json = new JsonMapper();

  @Test
  void knowsTheUserOfTheKeyOrOfTheValue() {
    byte[] value = LabRecord.value("eve", 7);

    assertThat(read("ana", value)).isEqualTo(new LabRecord("ana", 7));
    assertThat(read(null, value)).isEqualTo(new LabRecord("eve", 7));
    assertThat(read("ana", "no JSON".getBytes(UTF_8))).isEqualTo(new LabRecord("ana", -1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 129, 16_000})
  void takesNoUserOfAnyLength(int length) {
    String user = "u".repeat(length);

    assertThat(read(user, LabRecord.value("eve", 7)).user()).isNull();
    assertThat(read(null, LabRecord.value(user, 7)).user()).isNull();
  }

  @Test
  void takesNoUserWithControlCharacters() {
    assertThat(read("ana\n", null).user()).isNull();
    assertThat(read(null, "{\"userId\":\"\\u202eana\"}".getBytes(UTF_8)).user()).isNull();
  }

  private LabRecord read(@Nullable String key, byte @Nullable [] value) {
    byte[] bytes = key == null ? null : key.getBytes(UTF_8);
    return LabRecord.of(new ConsumerRecord<>("t", 0, 0, bytes, value), true, json);
  }
}
