package io.paymentdone.notification.inbox;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.deadletter.RejectionReason;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Validates the value of an event against its JSON Schema. Unknown properties, which later
 * revisions may add, are ignored.
 */
record EventValidator(JsonNode json, Clock clock) {

  /** Greatest tolerated difference of a payment time ahead of this clock. */
  private static final Duration AHEAD_MAX = Duration.ofDays(1);

  private static final Pattern UUID_V7 =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Pattern UTC_TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3}([0-9]{3})?)?Z");

  PaymentDone toEvent() throws InvalidEventException {
    return new PaymentDone(
        paymentId(), userId(), amount(), currency(), description(), occurredAt(), metadata());
  }

  private UUID paymentId() throws InvalidEventException {
    String text = text("paymentId");
    if (!UUID_V7.matcher(text).matches()) {
      throw invalid("paymentId", "is not a UUID of version 7 in lower case");
    }
    return UUID.fromString(text);
  }

  private String userId() throws InvalidEventException {
    String text = text("userId");
    int length = text.codePointCount(0, text.length());
    if (length < 1 || length > PaymentDone.USER_ID_LENGTH_MAX) {
      throw invalid(
          "userId", "does not have 1 to " + PaymentDone.USER_ID_LENGTH_MAX + " characters");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw invalid("userId", "contains a control character");
    }
    return text;
  }

  private long amount() throws InvalidEventException {
    JsonNode node = json.get("amount");
    if (node == null || !node.isIntegralNumber()) {
      throw invalid("amount", "is not an integer");
    }
    if (!node.canConvertToLong()
        || node.longValue() < 1
        || node.longValue() > PaymentDone.AMOUNT_MAX) {
      throw invalid("amount", "is not between 1 and " + PaymentDone.AMOUNT_MAX);
    }
    return node.longValue();
  }

  /**
   * Which currencies are in circulation was decided when the payment was accepted: this JVM's table
   * of them may be older.
   */
  private String currency() throws InvalidEventException {
    String text = text("currency");
    if (!CURRENCY.matcher(text).matches()) {
      throw invalid("currency", "is not a code of three capital letters");
    }
    return text;
  }

  private @Nullable String description() throws InvalidEventException {
    JsonNode node = json.get("description");
    if (node == null || node.isNull()) {
      return null;
    }
    String text = text("description");
    if (text.codePointCount(0, text.length()) > PaymentDone.DESCRIPTION_LENGTH_MAX) {
      throw invalid(
          "description", "has more than " + PaymentDone.DESCRIPTION_LENGTH_MAX + " characters");
    }
    if (text.indexOf('\0') >= 0) {
      throw invalid("description", "contains the character U+0000");
    }
    return text;
  }

  private Instant occurredAt() throws InvalidEventException {
    String text = text("occurredAt");
    if (!UTC_TIME.matcher(text).matches()) {
      throw invalid("occurredAt", "is not a time in UTC with at most microseconds");
    }
    Instant time;
    try {
      time = Instant.parse(text);
    } catch (DateTimeException e) {
      throw invalid("occurredAt", "is not a time");
    }
    if (time.isAfter(clock.instant().plus(AHEAD_MAX))) {
      throw invalid("occurredAt", "is more than a day ahead: " + text);
    }
    return time;
  }

  private @Nullable SortedMap<String, String> metadata() throws InvalidEventException {
    JsonNode node = json.get("metadata");
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isObject()) {
      throw invalid("metadata", "is not an object");
    }
    if (node.size() > PaymentDone.METADATA_KEYS_MAX) {
      throw invalid("metadata", "has more than " + PaymentDone.METADATA_KEYS_MAX + " keys");
    }
    SortedMap<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      String key = metadataKey(property.getKey());
      metadata.put(key, metadataValue("metadata." + key, property.getValue()));
    }
    return metadata.isEmpty() ? null : metadata;
  }

  private static String metadataKey(String key) throws InvalidEventException {
    int length = key.codePointCount(0, key.length());
    if (length < 1 || length > PaymentDone.METADATA_KEY_LENGTH_MAX) {
      throw invalid(
          "metadata",
          "has a key without 1 to " + PaymentDone.METADATA_KEY_LENGTH_MAX + " characters");
    }
    if (key.chars().anyMatch(Character::isISOControl)) {
      throw invalid("metadata", "has a key with a control character");
    }
    return text("metadata", key);
  }

  private static String metadataValue(String name, JsonNode node) throws InvalidEventException {
    String value = text(name, node);
    if (value.codePointCount(0, value.length()) > PaymentDone.METADATA_VALUE_LENGTH_MAX) {
      throw invalid(name, "has more than " + PaymentDone.METADATA_VALUE_LENGTH_MAX + " characters");
    }
    if (value.indexOf('\0') >= 0) {
      throw invalid(name, "contains the character U+0000");
    }
    return value;
  }

  private String text(String name) throws InvalidEventException {
    return text(name, json.get(name));
  }

  private static String text(String name, @Nullable JsonNode node) throws InvalidEventException {
    if (node == null || !node.isString()) {
      throw invalid(name, "is not a string");
    }
    return text(name, node.stringValue());
  }

  private static String text(String name, String text) throws InvalidEventException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.isSurrogatePair(
            text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
          i++;
        } else {
          throw invalid(name, "contains half of a surrogate pair");
        }
      }
    }
    return text;
  }

  private static InvalidEventException invalid(String name, String what) {
    return new InvalidEventException(RejectionReason.INVALID_FIELD, name + " " + what + ".");
  }
}
