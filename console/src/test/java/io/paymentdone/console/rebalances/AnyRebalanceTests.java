package io.paymentdone.console.rebalances;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.RandomInput;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is written to the topic of rebalances can be shown, or is refused. */
class AnyRebalanceTests {

  private static final Instant NOW = Instant.parse("2026-11-29T18:00:00Z");

  private final JsonMapper json = JsonMapper.shared();
  private final ObjectReader reader =
      json.readerFor(Rebalance.class).without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  @Test
  void isShownOrRefused() {
    RandomInput.check(input -> {
      Cards cards = new Cards();
      Rebalance read;
      try {
        read = reader.readValue(value(input));
        CardCheck.check(read, NOW);
        cards.addRecorded(read.asRecorded(), 2_000);
      } catch (IllegalArgumentException | JacksonException refused) {
        return;
      }

      assertThat(cards.newest(read.groupId(), 10)).containsExactly(read.asRecorded());
      assertThat(reader.<Rebalance>readValue(json.writeValueAsBytes(read))).isEqualTo(read);
    });
  }

  private static byte[] value(RandomInput input) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("id", "\"id-1\"");
    members.put("groupId", "\"group\"");
    members.put("startedAt", "\"2026-11-29T17:00:00Z\"");
    members.put("endedAt", "\"2026-11-29T17:00:10Z\"");
    members.put("complete", "true");
    members.put("fromOutside", "false");
    members.put(
        "triggers", list(input, "cause", "\"join\"", "memberId", "\"m\"", "clientId", "\"c\""));
    members.put("epochBefore", "4");
    members.put("epochAfter", "5");
    members.put("membersBefore", "2");
    members.put("membersAfter", "3");
    members.put(
        "phases",
        list(
            input,
            "phase",
            "\"settle\"",
            "from",
            "\"2026-11-29T17:00:00Z\"",
            "to",
            "\"2026-11-29T17:00:01Z\""));
    members.put(
        "moves",
        list(
            input,
            "partition",
            "1",
            "from",
            "\"a\"",
            "to",
            "\"b\"",
            "ownershipGapMillis",
            "9",
            "dataGapMillis",
            "null",
            "records",
            "7"));
    members.put("kept", list(input, "partition", "2", "owner", "\"a\"", "records", "7"));
    members.put("ownershipGapMillisMax", "9");
    members.put("dataGapMillisMax", "null");
    members.put("steps", list(input, "at", "\"2026-11-29T17:00:00Z\"", "text", "\"joined\""));
    members.put("recorded", "false");
    for (int left = input.below(3); left > 0; left--) {
      spoil(input, members);
    }
    byte[] value = input.object(members).getBytes(UTF_8);
    return input.once(8) ? input.mutated(value) : value;
  }

  /** A list of one object, or of none. */
  private static String list(RandomInput input, String... members) {
    if (input.once(3)) {
      return "[]";
    }
    Map<String, String> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put(members[i], members[i + 1]);
    }
    if (input.once(8)) {
      spoil(input, object);
    }
    return "[" + input.object(object) + "]";
  }

  private static void spoil(RandomInput input, Map<String, String> members) {
    String name = input.oneOf(List.copyOf(members.keySet()));
    switch (input.below(4)) {
      case 0 -> members.put(name, Long.toString(input.number()));
      case 1 -> members.put(name, input.string(input.text(8)));
      case 2 -> members.put(name, "null");
      default -> members.put(name, input.json(2));
    }
  }
}
