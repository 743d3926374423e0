package io.paymentdone.faults.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One payment that the client wants made, and its attempts so far. */
public final class Order {

  private final @Nullable String idempotencyKey;
  private final String userId;
  private final long amount;
  private final String description;
  private final long createdNanos = System.nanoTime();
  private final List<Attempt> attempts = new ArrayList<>(2);

  /**
   * An order without attempts.
   *
   * @param idempotencyKey null for a client that sends none
   * @param amount minor units of EUR
   * @param description unique: by it a payment without a key is found again
   */
  public Order(@Nullable String idempotencyKey, String userId, long amount, String description) {
    this.idempotencyKey = idempotencyKey;
    this.userId = userId;
    this.amount = amount;
    this.description = description;
  }

  /** Logs an attempt. */
  public synchronized void add(Attempt attempt) {
    attempts.add(attempt);
  }

  /** Its attempts in the order they ended. */
  public synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /** What the client knows: one success outweighs everything, one unknown a failure. */
  public synchronized Outcome outcome() {
    if (attempts.stream().anyMatch(attempt -> attempt.outcome() == Outcome.OK)) {
      return Outcome.OK;
    }
    return attempts.stream().anyMatch(attempt -> attempt.outcome() == Outcome.UNKNOWN)
        ? Outcome.UNKNOWN
        : Outcome.FAILED;
  }

  /** Whether its only successful answers were replays of an earlier request's. */
  public synchronized boolean wasAnsweredOnlyAgain() {
    return outcome() == Outcome.OK
        && attempts.stream().allMatch(a -> a.outcome() != Outcome.OK || a.replayed());
  }

  /** Whether it was made by a request that was answered with a refusal. */
  public synchronized boolean wasRefusedThoughMade() {
    return wasAnsweredOnlyAgain()
        && attempts.stream().noneMatch(attempt -> attempt.outcome() == Outcome.UNKNOWN);
  }

  /** When it came to be sent, whether an attempt of it has ended or not. */
  public long createdNanos() {
    return createdNanos;
  }

  /** When it was first sent. */
  public synchronized long sentNanos() {
    return attempts.stream().mapToLong(Attempt::sentNanos).min().orElse(Long.MAX_VALUE);
  }

  /** When it was first answered 2xx. */
  public synchronized OptionalLong acceptedNanos() {
    return attempts.stream()
        .filter(attempt -> attempt.outcome() == Outcome.OK)
        .mapToLong(Attempt::doneNanos)
        .min();
  }

  /** Body of the first success. */
  public synchronized Optional<String> acceptedBody() {
    return attempts.stream()
        .filter(attempt -> attempt.outcome() == Outcome.OK)
        .findFirst()
        .map(Attempt::body);
  }

  /** The header; null for none. */
  public @Nullable String idempotencyKey() {
    return idempotencyKey;
  }

  /** Who pays. */
  public String userId() {
    return userId;
  }

  /** Minor units. */
  public long amount() {
    return amount;
  }

  /** Unique. */
  public String description() {
    return description;
  }
}
