package io.paymentdone.console.members;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class GroupEventParserTests {

  private static final Instant NOW = Instant.parse("2026-11-28T18:00:00Z");

  private final JsonMapper json = JsonMapper.shared();
  private final GroupEventParser reader = new GroupEventParser(json);

  @Test
  void readsAnEventOfAMember() {
    GroupEvent published =
        new GroupEvent(
            Kind.PROGRESS,
            "notification-service",
            "m",
            "notification-service-1",
            IntStream.range(0, 3).mapToObj(p -> new PartitionProgress(p, 41L, 42, 9L)).toList(),
            "database: lock");

    assertThat(read(json.writeValueAsString(published))).isEqualTo(published);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"partition\":3,\"lastOffset\":null,\"count\":0}]",
        "[{\"partition\":-1,\"lastOffset\":null,\"count\":0}]",
        "[{\"partition\":0,\"count\":0},{\"partition\":0,\"count\":0}]",
        "[{\"partition\":0,\"lastOffset\":1,\"count\":1000000}]",
        "[{\"partition\":0,\"lastOffset\":null,\"count\":1}]",
        "[{\"partition\":0,\"lastOffset\":-1,\"count\":0}]",
        "[{\"partition\":0,\"lastOffset\":1,\"count\":-1}]",
        "[{\"partition\":0,\"lastOffset\":1,\"count\":1,\"waitMillisMax\":-1}]",
        "[{\"partition\":0,\"lastOffset\":1,\"count\":1,\"waitMillisMax\":9999999999999}]",
        "[null]",
        "null"
      })
  void refusesInvalidPartitions(String partitions) {
    String event = event("m", "c").replace("[]", partitions);

    assertThatThrownBy(() -> read(event)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void refusesMorePartitionsThanThereAre() {
    String nineThousand =
        IntStream.range(0, 9_000)
            .mapToObj(p -> "{\"partition\":" + p + ",\"count\":0}")
            .toList()
            .toString();

    assertThatThrownBy(() -> read(event("m", "c").replace("[]", nineThousand)))
        .hasMessageContaining("number of partitions");
  }

  @Test
  void refusesInvalidNames() {
    for (String name : List.of("", "x".repeat(256), "a\\u009b31m", "a\\u202eb", "a\\nb")) {
      assertThatThrownBy(() -> read(event("m", name))).hasMessageContaining("clientId");
    }
    assertThatThrownBy(() -> read(event("x".repeat(256), "c"))).hasMessageContaining("memberId");
    assertThatThrownBy(() -> read("{}")).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> read("null")).isInstanceOf(RuntimeException.class);
  }

  @Test
  void refusesAnEventWithoutValueOrFromTheFuture() {
    assertThatThrownBy(() -> reader.read(null, NOW, NOW)).hasMessageContaining("no value");
    assertThatThrownBy(
            () -> reader.read(event("m", "c").getBytes(UTF_8), NOW.plusSeconds(90_000), NOW))
        .hasMessageContaining("time");
  }

  private static String event(String memberId, String clientId) {
    return "{\"kind\":\"PROGRESS\",\"groupId\":\"g\",\"memberId\":\""
        + memberId
        + "\",\"clientId\":\""
        + clientId
        + "\",\"partitions\":[]}";
  }

  private GroupEvent read(String value) {
    return reader.read(value.getBytes(UTF_8), NOW, NOW);
  }
}
