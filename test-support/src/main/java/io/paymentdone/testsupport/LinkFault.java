package io.paymentdone.testsupport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a link does to the bytes on it.
 *
 * @param holdsRequests no byte of a client arrives at the server any more
 * @param holdsReplies no byte of the server arrives at a client any more
 * @param latencyMin shortest delay of a chunk
 * @param latencyMax longest
 * @param bytesPerSecondMax of each connection in each direction; 0 for no limit
 * @param cutMarker a reply that has these ASCII characters is dropped and its connection reset;
 *     null for none
 * @param cutShare which share of such replies, 0 to 1
 */
public record LinkFault(
    boolean holdsRequests,
    boolean holdsReplies,
    Duration latencyMin,
    Duration latencyMax,
    long bytesPerSecondMax,
    @Nullable String cutMarker,
    double cutShare) {

  static final LinkFault NONE =
      new LinkFault(false, false, Duration.ZERO, Duration.ZERO, 0, null, 0);

  /** Nothing arrives in either direction, nothing is refused. */
  public static LinkFault swallowing() {
    return new LinkFault(true, true, Duration.ZERO, Duration.ZERO, 0, null, 0);
  }

  /** Nothing that clients send arrives; what the server sends does. */
  public static LinkFault swallowingRequests() {
    return new LinkFault(true, false, Duration.ZERO, Duration.ZERO, 0, null, 0);
  }

  /** Each chunk is late by a time between the two. */
  public static LinkFault latency(Duration min, Duration max) {
    return new LinkFault(false, false, min, max, 0, null, 0);
  }

  /** So many bytes a second on each connection. */
  public static LinkFault throttled(long bytesPerSecondMax) {
    return new LinkFault(false, false, Duration.ZERO, Duration.ZERO, bytesPerSecondMax, null, 0);
  }

  /** The server has done its work, its reply never arrives and the connection is reset. */
  public static LinkFault cuttingReplies(String marker, double share) {
    return new LinkFault(false, false, Duration.ZERO, Duration.ZERO, 0, marker, share);
  }
}
