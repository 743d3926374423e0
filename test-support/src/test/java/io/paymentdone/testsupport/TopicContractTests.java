package io.paymentdone.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The document of the topics is the code's; its own checks find what departs from it. */
class TopicContractTests {

  /** System property that has the document written, not compared. */
  private static final String RENEW = "api.renew";

  private static final Path GOLDEN = Path.of("../shared-events/src/test/resources");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final TopicContract payments = TopicContract.of(Topics.PAYMENT_DONE);

  /** The schema's home is {@code shared-events}; the document has a copy that is made of it. */
  @Test
  void hasTheSchemaOfTheEvent() throws IOException {
    ObjectNode document = (ObjectNode) JSON.readTree(TopicContract.text());
    ObjectNode schema = (ObjectNode) JSON.readTree(schemaOfTheEvent());
    ((ObjectNode) document.at("/components/messages/paymentDone"))
        .set("payload", schema.without(List.of("$schema", "$id")));
    String expected = JSON.writeValueAsString(document) + "\n";
    if (Boolean.getBoolean(RENEW)) {
      Files.writeString(TopicContract.DOCUMENT, expected);
    }

    assertThat(TopicContract.text())
        .as(
            "docs/api/topics.json has another schema than shared-events, or is written in another"
                + " form. Run this test once with -D%s=true and commit the file.",
            RENEW)
        .isEqualTo(expected);
  }

  @Test
  void namesEachTopicAsItIsCreated() {
    Map<String, String> topics = new TreeMap<>();
    JSON.readTree(TopicContract.text())
        .path("channels")
        .forEach(channel -> {
          JsonNode kafka = channel.at("/bindings/kafka");
          assertThat(kafka.path("topic")).isEqualTo(channel.path("address"));
          topics.put(
              channel.path("address").asString(),
              shape(
                  kafka.path("partitions").intValue(),
                  Duration.ofMillis(
                      kafka.path("topicConfiguration").path("retention.ms").longValue())));
        });

    assertThat(topics)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Topics.PAYMENT_DONE,
                shape(Topics.PARTITIONS, Topics.PAYMENT_DONE_RETENTION),
                Topics.PAYMENT_DONE_DLT,
                shape(Topics.PARTITIONS, Topics.PAYMENT_DONE_DLT_RETENTION),
                Topics.NOTIFICATION_GROUP_EVENTS,
                shape(1, Topics.NOTIFICATION_GROUP_EVENTS_RETENTION),
                Topics.NOTIFICATION_REBALANCES,
                shape(1, Topics.NOTIFICATION_REBALANCES_RETENTION)));
  }

  private static String shape(int partitions, Duration retention) {
    return partitions + " partitions, " + retention;
  }

  @Test
  void namesTheHeadersOfTheEvent() {
    assertThat(payments.headers())
        .containsExactlyInAnyOrder(
            CloudEventHeaders.SPEC_VERSION,
            CloudEventHeaders.ID,
            CloudEventHeaders.SOURCE,
            CloudEventHeaders.TYPE,
            CloudEventHeaders.TIME,
            CloudEventHeaders.CALLER,
            CloudEventHeaders.CONTENT_TYPE,
            CloudEventHeaders.TRACEPARENT);
    assertThat(constant(CloudEventHeaders.SPEC_VERSION))
        .isEqualTo(CloudEventHeaders.SPEC_VERSION_1_0);
    assertThat(constant(CloudEventHeaders.SOURCE)).isEqualTo(CloudEventHeaders.SOURCE_PAYMENTS);
    assertThat(constant(CloudEventHeaders.TYPE)).isEqualTo(CloudEventHeaders.TYPE_PAYMENT_DONE_V1);
    assertThat(constant(CloudEventHeaders.CONTENT_TYPE))
        .isEqualTo(CloudEventHeaders.CONTENT_TYPE_JSON);
    assertThat(payments.header(CloudEventHeaders.CALLER).path("maxLength").intValue())
        .isEqualTo(CloudEventHeaders.CALLER_LENGTH_MAX);
  }

  private String constant(String header) {
    return payments.header(header).path("const").stringValue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Topics.PAYMENT_DONE,
        Topics.PAYMENT_DONE_DLT,
        Topics.NOTIFICATION_GROUP_EVENTS,
        Topics.NOTIFICATION_REBALANCES
      })
  void hasExamplesThatFitTheirSchemas(String topic) {
    TopicContract contract = TopicContract.of(topic);

    assertThat(contract.examples())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(contract.flawsOf(contract.example(name))).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "payment-done, payment, io/paymentdone/events/payment-done.v1.golden.json",
    "payment-done, metadata, io/paymentdone/events/payment-done.v1.metadata.golden.json",
    "notification-group-events, progress, io/paymentdone/events/group/group-event.golden.json"
  })
  void hasTheGoldenValuesAsExamples(String topic, String example, String golden)
      throws IOException {
    assertThat(TopicContract.of(topic).example(example).path("payload"))
        .isEqualTo(JSON.readTree(Files.readString(GOLDEN.resolve(golden))));
  }

  @Test
  void describesGroupEventsAsTheyAreWritten() {
    assertThat(TopicContract.of(Topics.NOTIFICATION_GROUP_EVENTS).flaws(GroupEvent.class))
        .isEmpty();
  }

  @Test
  void hasNoReferenceThatLeadsNowhere() {
    JsonNode document = JSON.readTree(TopicContract.text());

    assertThat(document.findValues("$ref"))
        .isNotEmpty()
        .allSatisfy(reference ->
            assertThat(document.at(reference.stringValue().substring(1)).isMissingNode())
                .as(reference.stringValue())
                .isFalse());
  }

  @Test
  void findsNothingInARecordOfTheContract() {
    assertThat(payments.flaws(record("user1", "", ""))).isEmpty();
  }

  @Test
  void findsAMissingKey() {
    assertThat(payments.flaws(record(null, "", ""))).hasSize(1).first().asString().contains("key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ce_id|``|ce_id",
        "ce_specversion|1.1|ce_specversion",
        "ce_caller|``|ce_caller",
        "ce_tenant|a|headers.ce_tenant is not in the document",
        "value|\"amount\":0|amount",
        "value|\"amount\":1,\"channel\":\"web\"|payload.channel is not in the document"
      })
  void findsWhatDepartsFromIt(String changed, String replacement, String found) {
    assertThat(payments.flaws(record("user1", changed, replacement)))
        .isNotEmpty()
        .allSatisfy(flaw -> assertThat(flaw).contains(found));
  }

  @Test
  void refusesARepeatedHeader() {
    ProducerRecord<byte[], byte[]> record = record("user1", "", "");
    record.headers().add(CloudEventHeaders.ID, "a".getBytes(UTF_8));

    assertThatThrownBy(() -> payments.flaws(record)).hasMessageContaining("ce_id is repeated");
  }

  @Test
  void findsATypeThatIsWrittenOtherwise() {
    record Progress(String kind, int groupId, @Nullable String memberId, boolean extra) {}

    assertThat(TopicContract.of(Topics.NOTIFICATION_GROUP_EVENTS).flaws(Progress.class))
        .anySatisfy(flaw -> assertThat(flaw).contains("payload.groupId type: [string]"))
        .anySatisfy(flaw -> assertThat(flaw).contains("payload.memberId type: [string]"))
        .anySatisfy(flaw -> assertThat(flaw).contains("payload.extra type: []"))
        .anySatisfy(flaw -> assertThat(flaw).contains("payload properties: [clientId"))
        .anySatisfy(flaw -> assertThat(flaw).contains("payload required: [clientId"));
  }

  /** The example "payment" as a record; with another header, or part of the value. */
  private ProducerRecord<byte[], byte[]> record(
      @Nullable String key, String changed, String replacement) {
    JsonNode example = payments.example("payment");
    String value = example.path("payload").toString();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.PAYMENT_DONE,
            key == null ? null : key.getBytes(UTF_8),
            (changed.equals("value") ? value.replaceFirst("\"amount\":\\d+", replacement) : value)
                .getBytes(UTF_8));
    ObjectNode headers = (ObjectNode) example.path("headers");
    if (changed.equals(CloudEventHeaders.ID)) {
      headers.remove(changed);
    } else if (!changed.isEmpty() && !changed.equals("value")) {
      headers.put(changed, replacement);
    }
    headers
        .properties()
        .forEach(header ->
            record.headers().add(header.getKey(), header.getValue().stringValue().getBytes(UTF_8)));
    return record;
  }

  private static String schemaOfTheEvent() throws IOException {
    try (InputStream in = PaymentDone.class.getResourceAsStream("payment-done.v1.schema.json")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
