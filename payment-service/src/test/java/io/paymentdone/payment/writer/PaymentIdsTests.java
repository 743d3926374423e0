package io.paymentdone.payment.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentIdsTests {

  private static final Instant NOW = Instant.parse("2026-11-22T18:30:00.123456Z");

  private final PaymentIds ids = new PaymentIds();

  @Test
  void areVersion7WithTheTimeInFront() {
    UUID id = ids.next(NOW);

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
  }

  @Test
  void riseWithinAMillisecondAndWhenTheClockGoesBack() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      made.add(ids.next(NOW).toString());
    }
    made.add(ids.next(NOW.minusSeconds(1)).toString());

    assertThat(made).isSorted().doesNotHaveDuplicates();
  }
}
