package io.paymentdone.events.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A console and members of two releases run side by side during a rolling update. */
class GroupEventWireFormatTests {

  private static final GroupEvent GOLDEN =
      new GroupEvent(
          GroupEvent.Kind.PROGRESS,
          "notification-service",
          "Jw0-4YbGSK2vYpJQ3QYxgA",
          "notification-service-2",
          List.of(new PartitionProgress(0, 41L, 7, 12L), new PartitionProgress(2, null, 0, null)));

  private final JsonMapper json = JsonMapper.shared();

  @Test
  void writesTheGoldenBytes() throws IOException {
    assertThat(json.writeValueAsString(GOLDEN)).isEqualTo(golden());
  }

  @Test
  void readsTheGoldenBytes() throws IOException {
    assertThat(json.readValue(golden(), GroupEvent.class)).isEqualTo(GOLDEN);
  }

  @Test
  void readsEventsOfMembersThatTellNoTrouble() throws IOException {
    String earlier = golden().replace(",\"trouble\":null", "");

    assertThat(json.readValue(earlier, GroupEvent.class)).isEqualTo(GOLDEN);
  }

  private static String golden() throws IOException {
    try (InputStream in =
        GroupEventWireFormatTests.class.getResourceAsStream("group-event.golden.json")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), UTF_8).strip();
    }
  }
}
