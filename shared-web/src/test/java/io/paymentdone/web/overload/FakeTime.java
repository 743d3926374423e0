package io.paymentdone.web.overload;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until it is moved. */
public final class FakeTime implements TimeMeter {

  private final AtomicLong nanos = new AtomicLong(1);

  /** Moves it. */
  public void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Override
  public long currentTimeNanos() {
    return nanos.get();
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }
}
