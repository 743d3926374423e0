package io.paymentdone.payment.writer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchesTests {

  private static final String EURO = "€";

  private static final PendingPayment SMALL = payment(EURO);
  private static final PendingPayment LARGE = payment(EURO.repeat(1000));
  private static final long LARGE_BYTES = LARGE.order().bytesMax();

  @Test
  void areOneBatchIfThatIsSmallEnough() {
    List<PendingPayment> payments = List.of(SMALL, SMALL, SMALL);

    assertThat(Batches.of(payments, 3L * SMALL.order().bytesMax())).containsExactly(payments);
    assertThat(Batches.of(List.of(), 1)).isEmpty();
  }

  @Test
  void areInOrderAndNoneIsLargerThanItsLimit() {
    List<PendingPayment> payments = List.of(LARGE, SMALL, LARGE, LARGE, SMALL, SMALL, LARGE);

    assertThat(Batches.of(payments, 2 * LARGE_BYTES))
        .containsExactly(
            List.of(LARGE, SMALL), List.of(LARGE, LARGE), List.of(SMALL, SMALL, LARGE));
  }

  @Test
  void haveAPaymentAloneThatIsLargerThanTheLimit() {
    assertThat(Batches.of(List.of(SMALL, LARGE, SMALL, SMALL), LARGE_BYTES - 1))
        .containsExactly(List.of(SMALL), List.of(LARGE), List.of(SMALL, SMALL));
  }

  /** As many as fill a batch by their number. */
  @Test
  void ofTheLargestPaymentsAreSmall() {
    PendingPayment largest = payment(EURO.repeat(5_000));

    List<List<PendingPayment>> batches =
        Batches.of(Stream.generate(() -> largest).limit(512).toList(), 1_000_000);

    assertThat(batches).hasSizeGreaterThan(7);
    assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(512);
    assertThat(batches).allMatch(batch -> textOf(batch) <= 1_000_000);
  }

  @Test
  void countEveryTextOfAPayment() {
    PaymentOrder order =
        new PaymentOrder(
            "caller", "key", "user", 1, "EUR", EURO, new TreeMap<>(Map.of("a", "b€")), "trace");

    assertThat(order.bytesMax()).isEqualTo(3 * "callerkeyuser€ab€trace".length());
  }

  private static long textOf(List<PendingPayment> batch) {
    return batch.stream()
        .mapToLong(payment -> String.valueOf(payment.order().description()).getBytes(UTF_8).length)
        .sum();
  }

  private static PendingPayment payment(String description) {
    return new PendingPayment(
        new PaymentOrder("anonymous", null, "user1", 1, "EUR", description, null, ""),
        Duration.ZERO);
  }
}
