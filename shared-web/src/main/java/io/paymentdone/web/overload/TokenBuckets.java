package io.paymentdone.web.overload;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.Optional;

/**
 * A token bucket for each of many keys, all of one rate, in bounded memory: a bucket that is full
 * again goes, since a new one would be the same, and of too many at once the least used go.
 */
public final class TokenBuckets {

  private final Rate rate;
  private final TimeMeter time;
  private final Cache<String, Bucket> buckets;

  /**
   * Buckets.
   *
   * @param countMax most buckets at once; one takes about 0.5 KB with its key
   */
  public TokenBuckets(Rate rate, int countMax, TimeMeter time) {
    this.rate = rate;
    this.time = time;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(countMax)
            .expireAfterAccess(rate.pause())
            .ticker(time::currentTimeNanos)
            .build();
  }

  /** The bucket of a key. */
  public Bucket of(String key) {
    return buckets.get(key, missing -> full());
  }

  /** The bucket of a key from which something was taken lately; empty if it is full. */
  public Optional<Bucket> used(String key) {
    return buckets.estimatedSize() == 0
        ? Optional.empty()
        : Optional.ofNullable(buckets.getIfPresent(key));
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(1, rate.interval()))
        .withCustomTimePrecision(time)
        .build();
  }

  /** How many buckets there are now. */
  long count() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }
}
