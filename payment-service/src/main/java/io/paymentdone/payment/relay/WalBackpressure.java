package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.replication.RelayProperties;
import io.paymentdone.payment.relay.replication.Slot;
import io.paymentdone.payment.writer.AdmissionControl;
import io.paymentdone.payment.writer.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses payments while the slot holds back so much WAL that PostgreSQL would soon invalidate it,
 * or run out of disk. A lost slot holds back nothing, so payments are accepted: they are safe in
 * their table.
 */
final class WalBackpressure implements AdmissionControl {

  private static final Logger log = LoggerFactory.getLogger(WalBackpressure.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  /** The reserve is at most this part of the WAL that the slot may keep. */
  private static final int RESERVE_DIVISOR = 4;

  /** Refused payments are accepted again once this part is free, lest the decision flaps. */
  private static final int RELEASE_DIVISOR = 8;

  private final long retainedBytesMax;
  private final long safeBytesMin;
  private final WalBlocker blocker;
  private volatile @Nullable Refusal refusal;

  WalBackpressure(RelayProperties properties, WalBlocker blocker) {
    this.retainedBytesMax = properties.retainedWalMax().toBytes();
    this.safeBytesMin = properties.safeWalMin().toBytes();
    this.blocker = blocker;
  }

  @Override
  public @Nullable Refusal refusal() {
    return refusal;
  }

  /** Why payments are refused; null when they are not. */
  @Nullable String reason() {
    Refusal refused = refusal;
    return refused == null ? null : refused.detail();
  }

  /** Decides by the slot's state whether payments are refused from now on. */
  void update(Connection connection, Slot.State state) throws SQLException {
    if (state.loss() != null || !isExceeded(state)) {
      if (refusal != null) {
        log.info("relay: WAL is released, payments are accepted again");
        refusal = null;
      }
      return;
    }
    Refusal refused =
        new Refusal(
            Refusal.Reason.RELAY_BACKLOG,
            String.format(
                Locale.ROOT,
                "Payments are not accepted for now, nothing was stored: %d MB of WAL wait for the"
                    + " relay; in the way: %s.",
                state.retainedBytes() >> 20,
                blocker.name(connection, state)),
            RETRY_AFTER);
    if (refusal == null) {
      log.error("relay: {}", refused.detail());
    }
    refusal = refused;
  }

  private boolean isExceeded(Slot.State state) {
    Long safe = state.safeBytes();
    boolean refusing = refusal != null;
    if (state.retainedBytes() >= retainedBytesMax - margin(retainedBytesMax, refusing)) {
      return true;
    }
    if (safe == null) {
      return false;
    }
    long reserve = Math.min(safeBytesMin, (state.retainedBytes() + safe) / RESERVE_DIVISOR);
    return safe < reserve + margin(reserve, refusing);
  }

  private static long margin(long limit, boolean refusing) {
    return refusing ? limit / RELEASE_DIVISOR : 0;
  }
}
