package io.paymentdone.payment.writer;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * UUIDv7 (RFC 9562) that rise within a JVM: 48 bits of milliseconds, then a 12 bit counter, which
 * borrows from the next millisecond when it is used up or the clock goes back.
 */
final class PaymentIds {

  private static final int COUNTER_BITS = 12;
  private static final int COUNTER_MASK = (1 << COUNTER_BITS) - 1;
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

  private final AtomicLong last = new AtomicLong();
  private final SecureRandom random = new SecureRandom();

  UUID next(Instant now) {
    long first = now.toEpochMilli() << COUNTER_BITS;
    long ticket = last.updateAndGet(previous -> Math.max(first, previous + 1));
    long high =
        (ticket >>> COUNTER_BITS) << (COUNTER_BITS + 4) | VERSION_7 | (ticket & COUNTER_MASK);
    return new UUID(high, VARIANT | (random.nextLong() & VARIANT_MASK));
  }
}
