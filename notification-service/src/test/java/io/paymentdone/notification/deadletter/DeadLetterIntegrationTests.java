package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.testsupport.TopicContract;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.KafkaHeaders;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class DeadLetterIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @Autowired private JdbcClient jdbc;
  @Autowired private KafkaConnectionDetails connection;
  @Autowired private DeadLetterTable table;
  @Autowired private DataSource dataSource;
  @LocalServerPort private int port;

  private final String user = "user-" + UUID.randomUUID();

  /** Brokers of today refuse such a record, older ones do not. */
  @Test
  void keepsARecordFromBeyondTheYearsOfTheDatabase() {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            Topics.PAYMENT_DONE,
            0,
            Long.MAX_VALUE,
            Long.MAX_VALUE / 2,
            TimestampType.CREATE_TIME,
            0,
            0,
            bytes(user),
            bytes("hi"),
            new RecordHeaders(),
            Optional.empty());

    table.add(List.of(new RejectedRecord(record, RejectionReason.MALFORMED_JSON, user)));

    assertThat(
            jdbc.sql("select record_time < '10000-01-01' from dead_letter where detail = ?")
                .param(user)
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  static Stream<Arguments> badRecords() {
    return Stream.of(
        bad("null value", "missing-value", r -> of(r, r.key(), null)),
        bad("null key", "missing-key", r -> of(r, null, r.value())),
        bad("empty value", "malformed-json", r -> of(r, r.key(), new byte[0])),
        bad("truncated JSON", "malformed-json", r -> value(r, text(r).substring(0, 40))),
        bad("two values", "malformed-json", r -> value(r, text(r) + "{}")),
        bad(
            "duplicate key",
            "malformed-json",
            r -> value(r, "{\"amount\":1," + text(r).substring(1))),
        bad("array", "malformed-json", r -> value(r, "[]")),
        bad("not UTF-8", "malformed-json", r -> of(r, r.key(), new byte[] {'"', (byte) 0xC3, '"'})),
        bad(
            "hi there",
            "bad-header",
            r -> new ProducerRecord<>(r.topic(), r.key(), bytes("hi there"))),
        bad("unknown type", "unknown-type", r -> header(r, CloudEventHeaders.TYPE, "io.other.v1")),
        bad(
            "unknown version",
            "unknown-version",
            r -> header(r, CloudEventHeaders.SPEC_VERSION, "0.3")),
        bad("missing ce_id", "bad-header", r -> header(r, CloudEventHeaders.ID)),
        bad("repeated ce_id", "bad-header", r -> header(r, CloudEventHeaders.ID, "a", "a")),
        bad(
            "other ce_id",
            "id-mismatch",
            r -> header(r, CloudEventHeaders.ID, Events.newId().toString())),
        bad("key is not the user", "key-mismatch", r -> of(r, bytes("somebody"), r.value())),
        bad("negative amount", "invalid-field", r -> replace(r, "\"amount\":5", "\"amount\":-5")),
        bad("fraction", "invalid-field", r -> replace(r, "\"amount\":5", "\"amount\":5.0")),
        bad("amount as text", "invalid-field", r -> replace(r, "\"amount\":5", "\"amount\":\"5\"")),
        bad(
            "amount past long",
            "invalid-field",
            r -> replace(r, "\"amount\":5", "\"amount\":1" + "0".repeat(30))),
        bad(
            "metadata with a number",
            "invalid-field",
            r -> replace(r, "\"amount\":5", "\"metadata\":{\"order\":42},\"amount\":5")),
        bad(
            "key of metadata twice",
            "malformed-json",
            r -> replace(r, "\"amount\":5", "\"metadata\":{\"a\":\"\",\"a\":\"\"},\"amount\":5")),
        bad("currency", "invalid-field", r -> replace(r, "EUR", "eur")),
        bad(
            "year 9999",
            "invalid-field",
            r ->
                value(
                    r, text(r).replaceFirst("\"occurredAt\":\"[0-9]{4}", "\"occurredAt\":\"9999"))),
        bad("U+0000", "invalid-field", r -> replace(r, "order", "or\\u0000er")),
        bad("lone surrogate", "invalid-field", r -> replace(r, "order", "or\\ud800er")),
        bad("10 000 headers", "too-many-headers", DeadLetterIntegrationTests::manyHeaders));
  }

  @ParameterizedTest(name = "{0} → {1}")
  @MethodSource("badRecords")
  void rejectsWithTheReasonAndContinues(
      String name, String reason, UnaryOperator<ProducerRecord<byte[], byte[]>> damage) {
    RecordMetadata sent =
        kafka.send(damage.apply(Events.record(Events.event(user, 5)))).join().getRecordMetadata();
    // In the same partition, whichever key the bad one has.
    PaymentDone next = Events.event(user, 7);
    ProducerRecord<byte[], byte[]> good = Events.record(next);
    kafka
        .send(
            new ProducerRecord<>(
                good.topic(), sent.partition(), good.key(), good.value(), good.headers()))
        .join();

    await().atMost(PATIENCE).until(() -> isInFeed(next.paymentId()));
    JsonNode letter = letter(sent);
    assertThat(letter.get("reason").stringValue()).isEqualTo(reason);
    assertThat(letter.get("detail").stringValue()).isNotBlank();
    TopicContract contract = TopicContract.of(Topics.PAYMENT_DONE_DLT);
    assertThat(onDeadLetterTopic(sent))
        .isNotEmpty()
        .allSatisfy(record -> assertThat(contract.flaws(record)).isEmpty());
  }

  @Test
  void ignoresABadTraceparent() {
    PaymentDone event = Events.event(user, 5);
    kafka.send(header(Events.record(event), CloudEventHeaders.TRACEPARENT, "nonsense")).join();

    await().atMost(PATIENCE).until(() -> isInFeed(event.paymentId()));
  }

  @Test
  void publishesARecordOfFullSizeWithItsHeaders() {
    byte[] value = new byte[64 * 1024];
    ThreadLocalRandom.current().nextBytes(value);
    RecordMetadata sent =
        kafka.send(Events.record(user, value, "some-id")).join().getRecordMetadata();

    await().atMost(PATIENCE).until(() -> !onDeadLetterTopic(sent).isEmpty());
    ConsumerRecord<byte[], byte[]> published = onDeadLetterTopic(sent).getFirst();
    assertThat(published.value()).isEqualTo(value);
    assertThat(published.key()).isEqualTo(bytes(user));
    assertThat(header(published, KafkaHeaders.DLT_ORIGINAL_TOPIC)).isEqualTo(Topics.PAYMENT_DONE);
    assertThat(header(published, KafkaHeaders.DLT_EXCEPTION_MESSAGE)).contains("UTF-8");
    assertThat(published.headers().lastHeader(KafkaHeaders.DLT_EXCEPTION_STACKTRACE)).isNull();
    assertThat(letter(sent).at("/value/bytes").intValue()).isEqualTo(value.length);
  }

  @Test
  void keepsOffsetAndSizeOfATooLargeRecord() {
    byte[] value = new byte[64 * 1024 + 1];
    RecordMetadata sent =
        kafka.send(Events.record(user, value, "some-id")).join().getRecordMetadata();

    await().atMost(PATIENCE).until(() -> !onDeadLetterTopic(sent).isEmpty());
    ConsumerRecord<byte[], byte[]> published = onDeadLetterTopic(sent).getFirst();
    assertThat(published.value()).isNull();
    assertThat(published.key()).isEqualTo(bytes(user));
    JsonNode letter = letter(sent);
    assertThat(letter.get("reason").stringValue()).isEqualTo("record-too-large");
    assertThat(letter.get("detail").stringValue()).contains(value.length + " bytes");
    assertThat(letter.get("value").isNull()).isTrue();
    Api.Answer answer = redrive(letter);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().get("code").stringValue()).isEqualTo("content-not-kept");
  }

  @Test
  void redrivesARecordThatHasBecomeValid() {
    PaymentDone event = Events.event(user, 667);
    jdbc.sql("alter table notification add constraint refused check (amount <> 667) not valid")
        .update();
    RecordMetadata sent;
    try {
      sent = kafka.send(Events.record(event)).join().getRecordMetadata();
      await().atMost(PATIENCE).until(() -> !onDeadLetterTopic(sent).isEmpty());
    } finally {
      jdbc.sql("alter table notification drop constraint refused").update();
    }
    Api.Answer first = redrive(letter(sent));
    Api.Answer second = redrive(letter(sent));

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.body().get("redrivenBy").stringValue()).isEqualTo("anonymous");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body().get("redrives").intValue()).isEqualTo(1);
    assertThat(second.body().get("redrivenAt")).isEqualTo(first.body().get("redrivenAt"));
    await().atMost(PATIENCE).until(() -> isInFeed(event.paymentId()));
  }

  /** As after the topic's limit was lowered; what is random cannot be compressed below it. */
  @Test
  void refusesToRedriveARecordThatIsTooLarge() {
    byte[] value = new byte[2 * Topics.PAYMENT_DONE_MESSAGE_BYTES_MAX];
    ThreadLocalRandom.current().nextBytes(value);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(Topics.PAYMENT_DONE, 0, Long.MAX_VALUE - 1, bytes(user), value);
    table.add(List.of(new RejectedRecord(record, RejectionReason.MALFORMED_JSON, user)));

    Api.Answer answer = redrive(lettersOfUser().getFirst());

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().get("code").stringValue()).isEqualTo("record-too-large");
    assertThat(lettersOfUser().getFirst().get("redrives").intValue()).isZero();
  }

  @Test
  void listsARedrivenRecordThatIsStillInvalidAgain() {
    RecordMetadata sent =
        kafka.send(Events.record(user, bytes("hi there"), "id")).join().getRecordMetadata();
    await().atMost(PATIENCE).until(() -> lettersOfUser().size() == 1);

    redrive(letter(sent));

    await().atMost(PATIENCE).until(() -> lettersOfUser().size() == 2);
    assertThat(lettersOfUser())
        .allSatisfy(
            letter -> assertThat(letter.at("/value/text").stringValue()).isEqualTo("hi there"));
  }

  @Test
  void redrivesOnceForConcurrentRequests() {
    kafka.send(Events.record(user, bytes("hi there"), "id")).join();
    await().atMost(PATIENCE).until(() -> lettersOfUser().size() == 1);
    JsonNode letter = lettersOfUser().getFirst();

    List<Integer> statuses =
        IntStream.range(0, 50).parallel().mapToObj(n -> redrive(letter).status()).toList();

    assertThat(statuses).contains(200).allMatch(status -> status == 200 || status == 409);
    await().atMost(PATIENCE).until(() -> lettersOfUser().size() == 2);
    assertThat(redrive(letter).body().get("redrives").intValue()).isEqualTo(1);
  }

  @Test
  void refusesARedriveWhileAnotherRequestDoesIt() throws Exception {
    kafka.send(Events.record(user, bytes("hi there"), "id")).join();
    await().atMost(PATIENCE).until(() -> lettersOfUser().size() == 1);
    JsonNode letter = lettersOfUser().getFirst();

    try (Connection rival = dataSource.getConnection();
        Statement statement = rival.createStatement()) {
      rival.setAutoCommit(false);
      // So the first request comes no further than to read the dead letter.
      statement.execute("lock table dead_letter in access exclusive mode");
      CompletableFuture<Api.Answer> first = CompletableFuture.supplyAsync(() -> redrive(letter));
      await().atMost(PATIENCE).until(this::redriveWaits);

      Api.Answer second = redrive(letter);

      assertThat(second.status()).isEqualTo(409);
      assertThat(second.body().get("code").stringValue()).isEqualTo("redrive-under-way");
      assertThat(second.body().get("retryable").booleanValue()).isTrue();
      rival.rollback();
      assertThat(first.join().status()).isEqualTo(200);
    }
    assertThat(redrive(letter).body().get("redrives").intValue()).as("by the other").isEqualTo(1);
  }

  private boolean redriveWaits() {
    return jdbc.sql(
                """
                select count(*) from pg_stat_activity
                where wait_event_type = 'Lock' and query like '%from dead_letter where id =%'
                """)
            .query(Integer.class)
            .single()
        > 0;
  }

  @Test
  void pagesNewestFirstWithoutGapOrRepetition() {
    int more = 25;
    table.add(
        LongStream.range(0, more)
            .mapToObj(i ->
                new ConsumerRecord<>(
                    Topics.PAYMENT_DONE, 1, Long.MAX_VALUE - 100 + i, bytes(user), bytes("x")))
            .map(record -> new RejectedRecord(record, RejectionReason.MALFORMED_JSON, user))
            .toList());

    assertThat(lettersOfUser().stream().map(letter -> letter.get("offset").longValue()))
        .containsExactlyElementsOf(
            LongStream.range(0, more).mapToObj(i -> Long.MAX_VALUE - 101 + more - i).toList());
  }

  /** A list shows 4 KB of a value, so a hundred of these are more than a page holds. */
  @Test
  void endsAPageOfLongRecordsEarlierAndGoesOnFromThere() {
    int count = 70;
    byte[] value = bytes("x".repeat(64 * 1024));
    table.add(
        LongStream.range(0, count)
            .mapToObj(i ->
                new ConsumerRecord<>(
                    Topics.PAYMENT_DONE, 2, Long.MAX_VALUE - 100 + i, bytes(user), value))
            .map(record -> new RejectedRecord(record, RejectionReason.MALFORMED_JSON, user))
            .toList());

    JsonNode page = new Api(port).get("/dead-letters?limit=100").body();

    assertThat(page.get("items")).hasSize(31);
    assertThat(page.get("next").isNull()).isFalse();
    assertThat(table.before(Long.MAX_VALUE, 101)).as("read").hasSize(32);
    assertThat(
            letters(100).stream()
                .filter(letter -> letter.get("detail").stringValue().equals(user))
                .map(letter -> letter.get("offset").longValue()))
        .containsExactlyElementsOf(
            LongStream.range(0, count).mapToObj(i -> Long.MAX_VALUE - 101 + count - i).toList());
  }

  @Test
  void answersNotFoundForAnUnknownDeadLetter() {
    assertThat(new Api(port).post("/dead-letters/999999999/redrive").status()).isEqualTo(404);
    assertThat(new Api(port).post("/dead-letters/one/redrive").status()).isEqualTo(404);
  }

  private Api.Answer redrive(JsonNode letter) {
    return new Api(port).post("/dead-letters/" + letter.get("id").longValue() + "/redrive");
  }

  private boolean isInFeed(UUID paymentId) {
    return !new Api(port)
        .get("/notifications?paymentId=" + paymentId)
        .body()
        .get("items")
        .isEmpty();
  }

  private JsonNode letter(RecordMetadata record) {
    return letters().stream()
        .filter(letter -> letter.get("partition").intValue() == record.partition())
        .filter(letter -> letter.get("offset").longValue() == record.offset())
        .findFirst()
        .orElseThrow();
  }

  private List<JsonNode> lettersOfUser() {
    return letters().stream()
        .filter(letter -> user.equals(letter.at("/key/text").asString("")))
        .toList();
  }

  /** All pages. */
  private List<JsonNode> letters() {
    return letters(10);
  }

  private List<JsonNode> letters(int limit) {
    List<JsonNode> letters = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      JsonNode page = new Api(port).get("/dead-letters?limit=" + limit + after).body();
      page.get("items").forEach(letters::add);
      after = page.get("next").isNull() ? null : "&after=" + page.get("next").stringValue();
    }
    return letters;
  }

  private List<ConsumerRecord<byte[], byte[]>> onDeadLetterTopic(RecordMetadata source) {
    Map<String, Object> config = Map.of("bootstrap.servers", connection.getBootstrapServers());
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.PAYMENT_DONE_DLT).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (isOf(record, source)) {
            found.add(record);
          }
        }
      }
    }
    return found;
  }

  private static boolean isOf(ConsumerRecord<byte[], byte[]> record, RecordMetadata source) {
    var partition = record.headers().lastHeader(KafkaHeaders.DLT_ORIGINAL_PARTITION).value();
    var offset = record.headers().lastHeader(KafkaHeaders.DLT_ORIGINAL_OFFSET).value();
    return ByteBuffer.wrap(partition).getInt() == source.partition()
        && ByteBuffer.wrap(offset).getLong() == source.offset();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static Arguments bad(
      String name, String reason, UnaryOperator<ProducerRecord<byte[], byte[]>> damage) {
    return Arguments.of(name, reason, damage);
  }

  private static ProducerRecord<byte[], byte[]> of(
      ProducerRecord<byte[], byte[]> record, byte @Nullable [] key, byte @Nullable [] value) {
    return new ProducerRecord<>(record.topic(), null, key, value, record.headers());
  }

  private static ProducerRecord<byte[], byte[]> value(
      ProducerRecord<byte[], byte[]> record, String value) {
    return of(record, record.key(), bytes(value));
  }

  private static ProducerRecord<byte[], byte[]> replace(
      ProducerRecord<byte[], byte[]> record, String what, String with) {
    assertThat(text(record)).contains(what);
    return value(record, text(record).replace(what, with));
  }

  private static ProducerRecord<byte[], byte[]> header(
      ProducerRecord<byte[], byte[]> record, String name, String... values) {
    record.headers().remove(name);
    for (String value : values) {
      Events.header(record, name, value);
    }
    return record;
  }

  private static ProducerRecord<byte[], byte[]> manyHeaders(ProducerRecord<byte[], byte[]> record) {
    for (int i = 0; i < 10_000; i++) {
      record.headers().add("h" + i, i % 2 == 0 ? null : bytes("v"));
    }
    return record;
  }

  private static String text(ProducerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
