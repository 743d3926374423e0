package io.paymentdone.console.ownership;

import java.time.Instant;

/** Listens to changes of ownership. */
public interface OwnershipListener {

  /** The owner gave the partition up, or published its last event, at this time. */
  void released(int partition, Owner owner, Instant at);

  /** A member became the owner of the partition. */
  void taken(int partition, Owner owner, Instant at);
}
