package io.paymentdone.console.ownership;

import java.time.Instant;

/** Is told when a partition changes hands. */
public interface OwnershipListener {

  /** The owner gave the partition up, or was last heard of. */
  void released(int partition, Owner owner, Instant at);

  /** A member took the partition over. */
  void taken(int partition, Owner owner, Instant at);
}
