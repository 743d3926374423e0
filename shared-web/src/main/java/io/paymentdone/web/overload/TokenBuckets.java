package io.paymentdone.web.overload;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.function.Function;

/**
 * A token bucket for each of many keys, all of one rate, in bounded memory: a bucket that nobody
 * asked for until it was full again goes, since a new one would be the same, and of too many at
 * once the least used go.
 *
 * @param <T> what each key has: the bucket, or an object around it
 */
public final class TokenBuckets<T> {

  private final Rate rate;
  private final TimeMeter time;
  private final Function<Bucket, T> around;
  private final Cache<String, T> buckets;

  /**
   * Buckets.
   *
   * @param countMax most buckets at once; one takes about 0.5 KB with its key
   * @param around makes what a key has of its full bucket
   */
  public TokenBuckets(Rate rate, int countMax, TimeMeter time, Function<Bucket, T> around) {
    this.rate = rate;
    this.time = time;
    this.around = around;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(countMax)
            .expireAfterAccess(rate.pause())
            .ticker(time::currentTimeNanos)
            // Whoever brings a new key makes room for it, however busy other threads are.
            .executor(Runnable::run)
            .build();
  }

  /** What a key has. */
  public T of(String key) {
    return buckets.get(key, missing -> around.apply(full()));
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(1, rate.interval()))
        .withCustomTimePrecision(time)
        .build();
  }
}
