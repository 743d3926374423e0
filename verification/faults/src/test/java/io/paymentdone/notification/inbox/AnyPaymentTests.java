package io.paymentdone.notification.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.payment.event.PaymentEvents;
import io.paymentdone.payment.event.PaymentMessage;
import io.paymentdone.payment.relay.publishing.PublishedRecord;
import io.paymentdone.testsupport.RandomInput;
import io.paymentdone.web.validation.TextRule;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What payment-service takes and publishes, notification-service reads: the same payment. */
class AnyPaymentTests {

  private static final TextRule DESCRIPTION =
      new TextRule(0, PaymentDone.DESCRIPTION_LENGTH_MAX, true);

  private static final TextRule METADATA_KEY =
      new TextRule(1, PaymentDone.METADATA_KEY_LENGTH_MAX, false);

  private static final TextRule METADATA_VALUE =
      new TextRule(0, PaymentDone.METADATA_VALUE_LENGTH_MAX, true);

  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final EventReader reader = new EventReader(Clock.systemUTC());

  @Test
  void isReadAsItWasMade() {
    RandomInput.check(input -> {
      PaymentDone payment = payment(input);
      String caller = text(input, TextRule.CALLER);

      ReceivedEvent received = reader.read(PublishedRecord.of(inWal(payment, caller)));

      assertThat(received.event()).isEqualTo(payment);
      assertThat(received.caller()).isEqualTo(caller);
    });
  }

  /** As the statement of the payment writes it and the relay reads it. */
  private static PaymentMessage inWal(PaymentDone payment, String caller) {
    byte[] content = PaymentEvents.message(0, payment, TRACEPARENT, caller).contentWithoutSeq();
    ByteBuffer message = ByteBuffer.allocate(Long.BYTES + content.length);
    return PaymentMessage.read(message.putLong(42).put(content).flip());
  }

  private static PaymentDone payment(RandomInput input) {
    Instant now = Instant.now();
    return new PaymentDone(
        new UUID(
            (input.number() & ~0xf000L) | 0x7000L, (input.number() & (-1L >>> 2)) | Long.MIN_VALUE),
        text(input, TextRule.USER_ID),
        input.between(1, PaymentDone.AMOUNT_MAX),
        currency(input),
        input.once(4) ? null : text(input, DESCRIPTION),
        Instant.ofEpochSecond(
            input.between(0, now.getEpochSecond()), 1_000 * input.between(0, 999_999)),
        metadata(input));
  }

  private static String currency(RandomInput input) {
    StringBuilder code = new StringBuilder();
    for (int letter = 0; letter < 3; letter++) {
      code.append((char) ('A' + input.below(26)));
    }
    return code.toString();
  }

  private static @Nullable SortedMap<String, String> metadata(RandomInput input) {
    SortedMap<String, String> metadata = new TreeMap<>();
    for (int left = input.below(PaymentDone.METADATA_KEYS_MAX + 1); left > 0; left--) {
      metadata.put(text(input, METADATA_KEY), text(input, METADATA_VALUE));
    }
    return metadata.isEmpty() || input.once(2) ? null : metadata;
  }

  /** One that payment-service takes, now and then the longest. */
  private static String text(RandomInput input, TextRule rule) {
    String text;
    do {
      text = input.once(10) ? "\ud83d\ude00".repeat(rule.lengthMax()) : input.text(10);
    } while (rule.check("", text) != null);
    return text;
  }
}
