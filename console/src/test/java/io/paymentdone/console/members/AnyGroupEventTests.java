package io.paymentdone.console.members;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.testsupport.RandomInput;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is written to the topic of group events is one, or refused. */
class AnyGroupEventTests {

  private static final Instant NOW = Instant.parse("2026-11-28T18:00:00Z");

  private final JsonMapper json = JsonMapper.shared();
  private final GroupEventParser parser = new GroupEventParser(json);

  @Test
  void isReadOrRefused() {
    RandomInput.check(input -> {
      GroupEvent event;
      try {
        event = parser.read(value(input), NOW, NOW);
      } catch (IllegalArgumentException | JacksonException refused) {
        assertThat(refused.getMessage()).isNotBlank();
        return;
      }

      assertThat(event.groupId()).isNotEmpty().doesNotContain("\u0000", "\u001b", "\u202e");
      assertThat(event.partitions()).hasSizeLessThanOrEqualTo(Topics.PARTITIONS);
      assertThat(parser.read(json.writeValueAsBytes(event), NOW, NOW)).isEqualTo(event);
    });
  }

  private static byte @Nullable [] value(RandomInput input) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("kind", input.string(input.oneOf(Arrays.asList(Kind.values())).name()));
    members.put("groupId", input.string("notification-service"));
    members.put("memberId", input.string("m-1"));
    members.put("clientId", input.string("notification-service-1"));
    members.put(
        "partitions",
        IntStream.range(0, input.below(4))
            .mapToObj(partition -> partition(input, partition))
            .collect(Collectors.joining(",", "[", "]")));
    members.put("trouble", input.once(2) ? "null" : input.string("database: lock"));
    String name = input.oneOf(List.copyOf(members.keySet()));
    switch (input.below(8)) {
      case 0 -> members.put(name, input.json(2));
      case 1 -> members.put(name, input.string(input.text(8)));
      case 2 -> members.remove(name);
      case 3 -> members.put(input.text(4), input.json(2));
      case 4 -> {
        return input.mutated(input.object(members).getBytes(UTF_8));
      }
      case 5 -> {
        return input.once(4) ? null : input.bytes(60);
      }
      default -> {
        // As it is.
      }
    }
    return input.object(members).getBytes(UTF_8);
  }

  private static String partition(RandomInput input, int partition) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("partition", Integer.toString(partition));
    members.put("lastOffset", "41");
    members.put("count", "42");
    members.put("waitMillisMax", "9");
    if (input.once(4)) {
      members.put(input.oneOf(List.copyOf(members.keySet())), Long.toString(input.number()));
    }
    return input.object(members);
  }
}
