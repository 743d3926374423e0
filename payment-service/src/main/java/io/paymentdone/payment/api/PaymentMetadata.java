package io.paymentdone.payment.api;

import static java.util.Objects.requireNonNull;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The field {@code metadata} of a request: its rules, and its canonical form. */
final class PaymentMetadata {

  private static final String POINTER = "/metadata";

  private static final TextRule KEY = new TextRule(1, PaymentDone.METADATA_KEY_LENGTH_MAX, false);

  private static final TextRule VALUE =
      new TextRule(0, PaymentDone.METADATA_VALUE_LENGTH_MAX, true);

  private PaymentMetadata() {}

  /** A key, for the description of the API. */
  @Schema(type = "string", minLength = 1, maxLength = PaymentDone.METADATA_KEY_LENGTH_MAX)
  interface Key {}

  /** What a key has, for the description of the API. */
  @Schema(type = "string", maxLength = PaymentDone.METADATA_VALUE_LENGTH_MAX)
  interface Value {}

  /** What is wrong with it: one problem for each wrong key, or one for all if they are too many. */
  static Stream<@Nullable FieldProblem> check(Map<String, @Nullable String> metadata) {
    if (metadata.size() > PaymentDone.METADATA_KEYS_MAX) {
      return Stream.of(
          new FieldProblem(
              POINTER, "length", "must have at most " + PaymentDone.METADATA_KEYS_MAX + " keys"));
    }
    return metadata.entrySet().stream().map(entry -> check(entry.getKey(), entry.getValue()));
  }

  private static @Nullable FieldProblem check(String key, @Nullable String value) {
    String pointer = FieldProblem.pointer(POINTER, key);
    FieldProblem wrongKey = KEY.check(pointer, key);
    if (wrongKey != null) {
      return new FieldProblem(pointer, wrongKey.code(), "the key " + wrongKey.detail());
    }
    return value == null
        ? new FieldProblem(pointer, "type", "is not a value this field can have")
        : VALUE.check(pointer, value);
  }

  /**
   * The canonical form of metadata that {@link #check} has found nothing wrong with: its keys
   * sorted, so that their order in a request says nothing; null when there are none.
   */
  static @Nullable SortedMap<String, String> sorted(
      @Nullable Map<String, @Nullable String> metadata) {
    if (metadata == null || metadata.isEmpty()) {
      return null;
    }
    SortedMap<String, String> sorted = new TreeMap<>();
    metadata.forEach((key, value) -> sorted.put(key, requireNonNull(value)));
    return Collections.unmodifiableSortedMap(sorted);
  }
}
