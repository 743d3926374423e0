package io.paymentdone.benchmarks.plain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Saves, then sends: the same row and the same record as the payment service makes. */
@Service
class PlainPayments {

  private static final String TRACEPARENT =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final PlainRepository payments;
  private final KafkaTemplate<String, byte[]> kafka;
  private final JsonMapper json;

  PlainPayments(PlainRepository payments, KafkaTemplate<String, byte[]> kafka, JsonMapper json) {
    this.payments = payments;
    this.kafka = kafka;
    this.json = json;
  }

  PaymentDone make(PlainRequest request, @Nullable String idempotencyKey)
      throws InterruptedException, ExecutionException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    PlainPayment saved = payments.save(new PlainPayment(request, idempotencyKey, now, TRACEPARENT));
    kafka.send(record(saved.event(), saved.traceparent())).get();
    return saved.event();
  }

  private ProducerRecord<String, byte[]> record(PaymentDone event, String traceparent) {
    var result =
        new ProducerRecord<>(Topics.PAYMENT_DONE, event.userId(), json.writeValueAsBytes(event));
    header(result, CloudEventHeaders.SPEC_VERSION, CloudEventHeaders.SPEC_VERSION_1_0);
    header(result, CloudEventHeaders.ID, event.paymentId().toString());
    header(result, CloudEventHeaders.SOURCE, CloudEventHeaders.SOURCE_PAYMENTS);
    header(result, CloudEventHeaders.TYPE, CloudEventHeaders.TYPE_PAYMENT_DONE_V1);
    header(result, CloudEventHeaders.TIME, event.occurredAt().toString());
    header(result, CloudEventHeaders.CONTENT_TYPE, CloudEventHeaders.CONTENT_TYPE_JSON);
    header(result, CloudEventHeaders.TRACEPARENT, traceparent);
    header(result, CloudEventHeaders.CALLER, "anonymous");
    return result;
  }

  private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(UTF_8));
  }
}
