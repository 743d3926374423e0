package io.paymentdone.notification.deadletter;

import java.util.Locale;

/** Why a record of the topic is not an event that can be notified of. */
public enum Reason {
  /** Its key, its value or its headers are larger than any event's; they are not kept. */
  RECORD_TOO_LARGE,
  /** The record has no key. */
  MISSING_KEY,
  /** The record has no value. */
  MISSING_VALUE,
  /** It has more headers than any event. */
  TOO_MANY_HEADERS,
  /** A CloudEvents header is missing, repeated or empty. */
  BAD_HEADER,
  /** It is of a CloudEvents version that this service does not know. */
  UNKNOWN_VERSION,
  /** It is of an event type that this service does not know. */
  UNKNOWN_TYPE,
  /** Its value is not one JSON object in UTF-8. */
  MALFORMED_JSON,
  /** A property is missing or not as the schema says. */
  INVALID_FIELD,
  /** Its key is not its user. */
  KEY_MISMATCH,
  /** Its {@code ce_id} is not its payment. */
  ID_MISMATCH,
  /** Another event with the same id came first and says something else. */
  CONFLICTING_DUPLICATE,
  /** The database refused its data. */
  REFUSED_BY_DATABASE;

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Stable name, for programs. */
  public String code() {
    return code;
  }
}
