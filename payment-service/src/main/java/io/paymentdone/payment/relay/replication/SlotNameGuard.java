package io.paymentdone.payment.relay.replication;

import io.paymentdone.payment.writer.AdmissionControl;
import io.paymentdone.payment.writer.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Refuses payments and makes the replica unready while the slot's name belongs to another database.
 * A lost slot is replaced without an operator; this conflict needs one, so that accepted payments
 * could wait for days.
 *
 * <p>Component {@code relaySlot} of readiness.
 */
public final class SlotNameGuard extends AbstractHealthIndicator implements AdmissionControl {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final Slot slot;
  private volatile @Nullable Refusal refusal;

  public SlotNameGuard(Slot slot) {
    super("relay slot");
    this.slot = slot;
  }

  /** Decides by the slot's state whether payments are refused from now on. */
  public void update(Slot.State state) {
    refusal =
        state.foreign()
            ? new Refusal(
                Refusal.Reason.RELAY_SLOT_TAKEN,
                "Payments are not accepted, nothing was stored: " + slot.taken(state),
                RETRY_AFTER)
            : null;
  }

  @Override
  public @Nullable Refusal refusal() {
    return refusal;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    Refusal refused = refusal;
    if (refused == null) {
      builder.up();
    } else {
      builder.down().withDetail("reason", refused.detail());
    }
  }
}
