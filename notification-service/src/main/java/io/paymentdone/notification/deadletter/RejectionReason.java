package io.paymentdone.notification.deadletter;

import java.util.Locale;

/** Why a record of the topic is not a valid event. */
public enum RejectionReason {
  /** Key, value or headers exceed their limit; the content is not kept. */
  RECORD_TOO_LARGE,
  /** The record has no key. */
  MISSING_KEY,
  /** The record has no value. */
  MISSING_VALUE,
  /** The record has too many headers. */
  TOO_MANY_HEADERS,
  /** A CloudEvents header is missing, repeated or empty. */
  BAD_HEADER,
  /** The CloudEvents version is unknown to this service. */
  UNKNOWN_VERSION,
  /** The event type is unknown to this service. */
  UNKNOWN_TYPE,
  /** The value is not a JSON object in UTF-8. */
  MALFORMED_JSON,
  /** A property is missing or violates the schema. */
  INVALID_FIELD,
  /** The record key is not the user id of the event. */
  KEY_MISMATCH,
  /** The header {@code ce_id} is not the payment id of the event. */
  ID_MISMATCH,
  /** An event with the same id and different content is stored already. */
  CONFLICTING_DUPLICATE,
  /** The database refused the data of the event. */
  REFUSED_BY_DATABASE;

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Stable name, for programs. */
  public String code() {
    return code;
  }
}
