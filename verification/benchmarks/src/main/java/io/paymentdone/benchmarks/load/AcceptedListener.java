package io.paymentdone.benchmarks.load;

/** Told of each payment answered 201, on the thread of the load: it must be quick. */
@FunctionalInterface
public interface AcceptedListener {

  /** Wants to know nothing. */
  AcceptedListener NONE = (number, intendedNanos, location) -> {};

  /**
   * A payment was accepted.
   *
   * @param intendedNanos when it was to be sent, as {@link System#nanoTime} has it
   * @param location the answer's header
   */
  void accepted(int number, long intendedNanos, String location);
}
