package io.paymentdone.notification.delivery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Bounds of UUIDs of version 7, whose first 48 bits are the milliseconds since 1970 (RFC 9562). */
public final class UuidV7 {

  private static final int OTHER_BITS = 16;
  private static final long MILLIS_MAX = (1L << 48) - 1;

  private UuidV7() {}

  /** The lowest UUID, in the order of the database, of those that are not made before this time. */
  public static UUID lowest(Instant notBefore) {
    Instant millisecond = notBefore.truncatedTo(ChronoUnit.MILLIS);
    long millis = millisecond.toEpochMilli() + (millisecond.isBefore(notBefore) ? 1 : 0);
    return new UUID(Math.clamp(millis, 0, MILLIS_MAX) << OTHER_BITS, 0);
  }
}
