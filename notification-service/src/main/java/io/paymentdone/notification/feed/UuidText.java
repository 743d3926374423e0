package io.paymentdone.notification.feed;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A UUID from outside. */
public final class UuidText {

  private static final int LENGTH = 36;

  private UuidText() {}

  /** Parses a UUID of the usual length; returns null for anything else. */
  public static @Nullable UUID parse(String text) {
    if (text.length() != LENGTH) {
      return null;
    }
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException notAUuid) {
      return null;
    }
  }
}
