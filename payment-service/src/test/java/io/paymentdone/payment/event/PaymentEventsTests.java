package io.paymentdone.payment.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.PaymentDone;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentEventsTests {

  private static final PaymentDone PAYMENT =
      new PaymentDone(
          UUID.fromString("019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f"),
          "user1",
          1250,
          "EUR",
          null,
          Instant.parse("2026-11-22T18:30:00.120000Z"));

  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void writesTheContractsJson() {
    PaymentMessage message = PaymentEvents.message(42, PAYMENT, TRACEPARENT, "shop");

    assertThat(new String(message.value(), UTF_8))
        .isEqualTo(
            "{\"paymentId\":\"019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f\",\"userId\":\"user1\","
                + "\"amount\":1250,\"currency\":\"EUR\",\"description\":null,"
                + "\"occurredAt\":\"2026-11-22T18:30:00.120Z\"}");
  }

  @Test
  void addsMetadataAtTheEnd() {
    PaymentDone payment =
        new PaymentDone(
            PAYMENT.paymentId(),
            PAYMENT.userId(),
            PAYMENT.amount(),
            PAYMENT.currency(),
            PAYMENT.description(),
            PAYMENT.occurredAt(),
            new TreeMap<>(Map.of("order", "42", "a", "")));

    PaymentMessage message = PaymentEvents.message(42, payment, TRACEPARENT, "shop");

    assertThat(new String(message.value(), UTF_8))
        .endsWith(
            "\"occurredAt\":\"2026-11-22T18:30:00.120Z\","
                + "\"metadata\":{\"a\":\"\",\"order\":\"42\"}}");
  }

  @Test
  void takesTimeTraceAndCallerFromThePayment() {
    PaymentMessage message = PaymentEvents.message(42, PAYMENT, TRACEPARENT, "shop");

    assertThat(message.time()).isEqualTo("2026-11-22T18:30:00.120Z");
    assertThat(message.traceparent()).isEqualTo(TRACEPARENT);
    assertThat(message.caller()).isEqualTo("shop");
    assertThat(message.userId()).isEqualTo("user1");
    assertThat(message.seq()).isEqualTo(42);
  }
}
