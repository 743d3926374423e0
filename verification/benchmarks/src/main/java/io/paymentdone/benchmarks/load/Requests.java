package io.paymentdone.benchmarks.load;

import io.netty.buffer.ByteBuf;

/** Numbered HTTP requests of one kind. */
public sealed interface Requests permits PaymentRequests, FeedRequests {

  /** Status of the answer to one that was accepted. */
  int acceptedStatus();

  /** Appends one, whole. */
  void write(ByteBuf out, int number);
}
