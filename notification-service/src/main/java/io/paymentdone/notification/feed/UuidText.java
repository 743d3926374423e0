package io.paymentdone.notification.feed;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A UUID from outside. */
public final class UuidText {

  /** A UUID for descriptions of the API. */
  public static final String EXAMPLE = "019acf3e-8f2b-7c41-a6d0-5b1c9e7d2f30";

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
