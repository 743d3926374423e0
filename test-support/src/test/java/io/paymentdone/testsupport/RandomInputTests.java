package io.paymentdone.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RandomInputTests {

  @Test
  void makesTheSameOfTheSameSeed() {
    assertThat(sample(new RandomInput(42))).isEqualTo(sample(new RandomInput(42)));
    assertThat(sample(new RandomInput(42))).isNotEqualTo(sample(new RandomInput(43)));
  }

  private static List<String> sample(RandomInput input) {
    return List.of(
        input.text(40),
        Arrays.toString(input.bytes(40)),
        Arrays.toString(input.mutated(new byte[40])),
        input.object(Map.of("a", "1", "b", "2")),
        Long.toString(input.number()));
  }

  @Test
  void namesTheSeedForWhichAPropertyDoesNotHold() {
    Set<Integer> seen = new HashSet<>();

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> RandomInput.check(input -> assertThat(seen.add(input.below(5))).isTrue()))
        .withMessageMatching("(?s)does not hold with -Drandom.seed=-?\\d+: .*");
  }

  @Test
  void repeatsTheInputOfAGivenSeed() {
    List<String> seen = new ArrayList<>();
    System.setProperty("random.seed", "42");
    try {
      RandomInput.check(input -> seen.addAll(sample(input)));
    } finally {
      System.clearProperty("random.seed");
    }

    assertThat(seen).isEqualTo(sample(new RandomInput(42)));
  }

  @Test
  void writesTextInManyWaysAsJson() {
    RandomInput.check(input -> {
      String name = input.text(10);
      String value = input.text(40);
      String json = input.object(Map.of(name, input.string(value)));

      JsonNode read = JsonMapper.shared().readTree(json);

      assertThat(read.propertyNames()).containsExactly(name);
      assertThat(read.get(name).stringValue()).isEqualTo(value);
    });
  }

  @Test
  void changesBytesWithoutTouchingTheOriginal() {
    byte[] original = "the quick brown fox".getBytes(UTF_8);
    Set<Integer> lengths = new HashSet<>();

    RandomInput.check(input -> lengths.add(input.mutated(original).length));

    assertThat(original).isEqualTo("the quick brown fox".getBytes(UTF_8));
    assertThat(lengths).contains(original.length, 0).hasSizeGreaterThan(20);
  }
}
