package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class DeadLetterBacklogIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MANY = DeadLetterWriter.AT_ONCE_MAX + 1;

  @Autowired private DeadLetterWriter letters;
  @Autowired private DeadLetterBacklog backlog;
  @Autowired private DeadLetterPublisher publisher;
  @Autowired private ConsumerDatabase consumer;
  @Autowired private JdbcTemplate template;
  @Autowired private TransactionTemplate transaction;
  @Autowired private NotificationProperties properties;
  @Autowired private Clock clock;
  @Autowired private JdbcClient jdbc;

  private final String user = "user-" + UUID.randomUUID();

  /** Offsets that no other test of this database has. */
  private final long first = ThreadLocalRandom.current().nextLong(1L << 40, 1L << 50);

  @BeforeEach
  void stopWriting() {
    backlog.stop();
  }

  @AfterEach
  void writeAgain() {
    backlog.start();
    await().atMost(PATIENCE).until(() -> waiting() == 0);
  }

  @Test
  void makesDeadLettersOfManyWithoutMakingTheConsumerWait() {
    letters.write(rejected(MANY));

    assertThat(waiting()).isEqualTo(MANY);
    assertThat(deadLetters()).isZero();

    backlog.start();
    await().atMost(PATIENCE).until(() -> deadLetters() == MANY);
    assertThat(waiting()).isZero();
    assertThat(
            jdbc.sql(
                    """
                    select count(*)
                      from dead_letter
                     where detail = ? and record_key is null and convert_from(record_value, 'UTF8') = 'hi'
                       and header_values = array[null, '\\x01'::bytea]
                       and reason = 'malformed-json' and consumer = ?
                    """)
                .params(user, properties.clientId())
                .query(Integer.class)
                .single())
        .isEqualTo(MANY);
  }

  @Test
  void writesFewAtOnceAndEachOnce() {
    letters.write(rejected(DeadLetterWriter.AT_ONCE_MAX));
    // As after a fault before the offsets were committed.
    letters.write(rejected(DeadLetterWriter.AT_ONCE_MAX));

    assertThat(deadLetters()).isEqualTo(DeadLetterWriter.AT_ONCE_MAX);
  }

  @Test
  void writesAtOnceWhileTheBacklogIsFull() {
    jdbc.sql(
            """
            insert into dead_letter_backlog (records, content, received_at, consumer)
            select 0, ?, now(), ? from generate_series(1, ?)
            """)
        .params(RejectedRecords.write(List.of()), user, DeadLetterBacklog.ROWS_MAX)
        .update();

    letters.write(rejected(MANY));

    assertThat(deadLetters()).isEqualTo(MANY);
    assertThat(waiting()).isZero();
    jdbc.sql("delete from dead_letter_backlog where consumer = ?").param(user).update();
  }

  @Test
  void keepsWhatCannotBePublished() {
    letters.write(rejected(MANY));
    var nobody =
        new DefaultKafkaProducerFactory<>(
            Map.of("bootstrap.servers", "127.0.0.1:1", "max.block.ms", 100),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    DeadLetterBacklog unheard = backlog(new DeadLetterPublisher(new KafkaTemplate<>(nobody)));

    assertThatThrownBy(unheard::writeNext).isInstanceOf(DeadLetterException.class);

    nobody.destroy();
    assertThat(waiting()).isEqualTo(MANY);
    assertThat(deadLetters()).isZero();
  }

  @Test
  void writesWhatIsBehindARowOfALaterRelease() {
    jdbc.sql(
            """
            insert into dead_letter_backlog (records, content, received_at, consumer)
            values (0, '\\x7f'::bytea, now(), ?)
            """)
        .param(user)
        .update();
    letters.write(rejected(MANY));
    DeadLetterBacklog former = backlog(publisher);

    assertThatThrownBy(former::writeNext)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dead_letter_backlog cannot be read here");

    assertThat(former.writeNext()).isTrue();
    assertThat(deadLetters()).isEqualTo(MANY);
    assertThat(former.writeNext()).isFalse();
    int kept = jdbc.sql("delete from dead_letter_backlog where consumer = ?").param(user).update();
    assertThat(kept).isEqualTo(1);
  }

  @Test
  void isWrittenByOneReplicaAtATime() {
    letters.write(rejected(MANY));
    consumer
        .transaction()
        .executeWithoutResult(other -> {
          consumer.jdbc().execute("select pg_advisory_xact_lock(hashtext('dead_letter_backlog'))");

          assertThat(backlog(publisher).writeNext()).isFalse();
        });

    assertThat(backlog(publisher).writeNext()).isTrue();
    assertThat(deadLetters()).isEqualTo(MANY);
  }

  private DeadLetterBacklog backlog(DeadLetterPublisher topic) {
    return new DeadLetterBacklog(
        consumer, template, transaction, topic, properties, clock, new SimpleMeterRegistry());
  }

  private List<RejectedRecord> rejected(int count) {
    return LongStream.range(first, first + count).mapToObj(this::rejected).toList();
  }

  private RejectedRecord rejected(long offset) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("null", null).add("one", new byte[] {1});
    return new RejectedRecord(
        new ConsumerRecord<>(
            Topics.PAYMENT_DONE,
            1,
            offset,
            1_700_000_000_000L,
            TimestampType.LOG_APPEND_TIME,
            ConsumerRecord.NULL_SIZE,
            2,
            null,
            "hi".getBytes(UTF_8),
            headers,
            Optional.empty()),
        RejectionReason.MALFORMED_JSON,
        user);
  }

  private int waiting() {
    return jdbc.sql("select coalesce(sum(records), 0) from dead_letter_backlog")
        .query(Integer.class)
        .single();
  }

  private int deadLetters() {
    return jdbc.sql("select count(*) from dead_letter where detail = ?")
        .param(user)
        .query(Integer.class)
        .single();
  }
}
