package io.paymentdone.console.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@ConsoleWithServers
class GroupsIntegrationTests {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Autowired MockMvcTester http;
  @Autowired Groups groups;
  @Autowired SessionTimeouts sessionTimeouts;
  @Autowired KafkaConnectionDetails kafka;

  @AutoClose KafkaProducer<byte[], byte[]> producer;
  @AutoClose Admin admin;
  private String servers;

  @BeforeEach
  void connect() {
    servers = String.join(",", kafka.getBootstrapServers());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    admin = Admin.create(Map.of("bootstrap.servers", servers));
  }

  @Test
  void showsEveryMemberOfANewProtocolGroupIdleOnesToo() {
    String groupId = randomGroup();
    try (var _ = new RunningConsumers(servers, groupId, GroupProtocol.CONSUMER, 4)) {
      GroupDetails group = awaitOwned(groupId, 4);

      assertThat(group.type()).isEqualTo("Consumer");
      assertThat(group.groupEpoch()).isPositive().isEqualTo(group.assignmentEpoch());
      assertThat(group.members())
          .extracting(Member::clientId)
          .containsExactly("member-1", "member-2", "member-3", "member-4");
      assertThat(group.members()).filteredOn(member -> member.partitions().isEmpty()).hasSize(1);
      assertThat(group.members()).allSatisfy(GroupsIntegrationTests::reachedItsTarget);
      assertThat(group.partitions()).allSatisfy(partition -> ownerIsMember(group, partition));
      assertThat(http.get().uri("/api/groups/{id}", groupId))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.members[0].host")
          .asString()
          // Kafka says "/127.0.0.1"; a broker in a container sees another address.
          .matches("[0-9]+(\\.[0-9]+){3}");
    }
    await()
        .atMost(TIMEOUT)
        .ignoreException(ProblemException.class)
        .untilAsserted(() -> assertThat(groups.find(groupId).orElseThrow().members()).isEmpty());
  }

  private static void reachedItsTarget(Member member) {
    assertThat(member.epoch()).isPositive();
    assertThat(member.target()).isEqualTo(member.partitions());
  }

  private static void ownerIsMember(GroupDetails group, Partition partition) {
    assertThat(group.members())
        .filteredOn(member -> member.memberId().equals(partition.owner()))
        .singleElement()
        .satisfies(member -> {
          assertThat(member.partitions()).contains(partition.partition());
          assertThat(member.clientId()).isEqualTo(partition.ownerClientId());
        });
  }

  @Test
  void knowsTheSessionTimeoutThatTheBrokerUses() throws Exception {
    String groupId = randomGroup();
    String other = randomGroup();
    ConfigResource ofTheGroup = new ConfigResource(ConfigResource.Type.GROUP, groupId);
    AlterConfigOp own =
        new AlterConfigOp(
            new ConfigEntry("consumer.session.timeout.ms", "50000"), AlterConfigOp.OpType.SET);
    admin
        .incrementalAlterConfigs(Map.of(ofTheGroup, List.of(own)))
        .all()
        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    try (var _ = new RunningConsumers(servers, groupId, GroupProtocol.CONSUMER, 1);
        var _ = new RunningConsumers(servers, other, GroupProtocol.CONSUMER, 1)) {
      assertThat(sessionTimeouts.of(awaitOwned(groupId, 1))).contains(Duration.ofSeconds(50));
      // The broker's own.
      assertThat(sessionTimeouts.of(awaitOwned(other, 1)))
          .hasValueSatisfying(timeout -> assertThat(timeout).isPositive());
    }
  }

  /** With this protocol each client has its own, and the coordinator does not tell it. */
  @Test
  void knowsNoSessionTimeoutOfAClassicGroup() {
    String groupId = randomGroup();
    try (var _ = new RunningConsumers(servers, groupId, GroupProtocol.CLASSIC, 1)) {
      assertThat(sessionTimeouts.of(awaitOwned(groupId, 1))).isEmpty();
    }
  }

  @Test
  void showsAClassicGroupWithoutEpochsAndTargets() {
    String groupId = randomGroup();
    try (var _ = new RunningConsumers(servers, groupId, GroupProtocol.CLASSIC, 2)) {
      GroupDetails group = awaitOwned(groupId, 2);

      assertThat(group.type()).isEqualTo("Classic");
      assertThat(http.get().uri("/api/groups/{id}", groupId))
          .hasStatusOk()
          .bodyJson()
          .hasPathSatisfying("$.groupEpoch", value -> assertThat(value).isNull())
          .hasPathSatisfying("$.assignmentEpoch", value -> assertThat(value).isNull())
          .hasPathSatisfying("$.members[0].epoch", value -> assertThat(value).isNull())
          .hasPathSatisfying("$.members[0].target", value -> assertThat(value).isNull());
      assertThat(group.members())
          .allSatisfy(member -> assertThat(member.partitions()).isNotEmpty());
    }
  }

  @Test
  void tellsHowFarBehindEachPartitionIs() throws Exception {
    String groupId = randomGroup();
    for (int i = 0; i < 5; i++) {
      producer
          .send(new ProducerRecord<>(Topics.PAYMENT_DONE, 1, null, new byte[0]))
          .get(10, TimeUnit.SECONDS);
    }
    TopicPartition partition = new TopicPartition(Topics.PAYMENT_DONE, 1);
    admin
        .alterConsumerGroupOffsets(groupId, Map.of(partition, new OffsetAndMetadata(2)))
        .all()
        .get(10, TimeUnit.SECONDS);

    GroupDetails group = groups.find(groupId).orElseThrow();

    assertThat(group.state()).isEqualTo("Empty");
    Partition committed = group.partitions().get(1);
    assertThat(committed.committed()).isEqualTo(2);
    assertThat(committed.end()).isGreaterThanOrEqualTo(5);
    assertThat(committed.lag()).isEqualTo(committed.end() - 2);
    assertThat(committed.owner()).isNull();
    Partition untouched = group.partitions().get(2);
    assertThat(untouched.committed()).isNull();
    assertThat(untouched.lag()).isEqualTo(untouched.end());
  }

  @Test
  void countsNothingAsWaitingThatIsGone() throws Exception {
    NewTopic topic = new NewTopic("topic-" + UUID.randomUUID(), 1, (short) 1);
    admin.createTopics(List.of(topic)).all().get(10, TimeUnit.SECONDS);
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    for (int i = 0; i < 10; i++) {
      producer
          .send(new ProducerRecord<>(topic.name(), 0, null, new byte[0]))
          .get(10, TimeUnit.SECONDS);
    }
    admin
        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(8)))
        .all()
        .get(10, TimeUnit.SECONDS);
    String low = randomGroup();
    String high = randomGroup();
    commit(low, partition, 3);
    commit(high, partition, 110);

    assertThat(groups.find(low).orElseThrow().partitions())
        .singleElement()
        .satisfies(progress -> {
          assertThat(progress.lag()).isEqualTo(2);
          assertThat(progress.gone()).isEqualTo(5);
          assertThat(progress.start()).isEqualTo(8);
        });
    assertThat(groups.find(high).orElseThrow().partitions())
        .singleElement()
        .satisfies(progress -> {
          assertThat(progress.beyondEnd()).isEqualTo(100);
          assertThat(progress.lag()).isEqualTo(-100);
        });
  }

  private void commit(String groupId, TopicPartition partition, long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(groupId, Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void showsAGroupOnItsOwnTopics() throws Exception {
    String name = "orders-" + UUID.randomUUID();
    admin.createTopics(List.of(new NewTopic(name, 2, (short) 1))).all().get(10, TimeUnit.SECONDS);
    String groupId = randomGroup();
    commit(groupId, new TopicPartition(name, 0), 0);

    GroupDetails group = groups.find(groupId).orElseThrow();

    assertThat(group.topic()).isEqualTo(name);
    assertThat(group.topics()).containsExactly(name);
    assertThat(group.partitions()).hasSize(2).extracting(Partition::topic).containsOnly(name);
    assertThat(http.get().uri("/api/partitions?userId=u&groupId={id}", groupId))
        .bodyJson()
        .hasPathSatisfying("$.member", value -> assertThat(value).isNull())
        .hasPathSatisfying("$.groupId", value -> assertThat(value).isEqualTo(groupId));

    commit(groupId, new TopicPartition(Topics.PAYMENT_DONE, 0), 0);
    assertThat(groups.find(groupId).orElseThrow().topic()).isEqualTo(Topics.PAYMENT_DONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"team/app", "50%", "a;b", "a#b", "a?b", "two words", "a\\b", "a//b", "%2e", "ü😀"})
  void opensGroupsOfAnyName(String groupId) throws Exception {
    commit(groupId, new TopicPartition(Topics.PAYMENT_DONE, 0), 0);

    assertThat(http.get().uri("/api/group?id={id}", groupId))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.groupId")
        .isEqualTo(groupId);
  }

  @Test
  void trimsNoUserId() {
    assertThat(http.get().uri("/api/partitions?userId={id}", "bob "))
        .bodyJson()
        .extractingPath("$.userId")
        .isEqualTo("bob ");
  }

  @Test
  void findsThePartitionThatTheProducerChooses() throws Exception {
    List<String> users =
        Stream.concat(
                Stream.of("user1", "ü", "用户", "😀", "a b&c=d%20", "' OR 1=1--"),
                Stream.generate(() -> UUID.randomUUID().toString()).limit(60))
            .toList();
    for (String user : users) {
      int real =
          producer
              .send(new ProducerRecord<>(Topics.PAYMENT_DONE, user.getBytes(UTF_8), new byte[0]))
              .get(10, TimeUnit.SECONDS)
              .partition();

      assertThat(http.get().uri("/api/partitions?userId={user}", user))
          .hasStatusOk()
          .bodyJson()
          .hasPathSatisfying("$.userId", value -> assertThat(value).isEqualTo(user))
          .hasPathSatisfying("$.partition", value -> assertThat(value).isEqualTo(real));
    }
  }

  @Test
  void namesTheMemberThatReadsAUsersPartition() {
    assertThat(http.get().uri("/api/partitions?userId=user1"))
        .hasStatusOk()
        .bodyJson()
        .hasPathSatisfying("$.member", value -> assertThat(value).isNull());
    try (var _ =
        new RunningConsumers(servers, Topics.NOTIFICATION_GROUP, GroupProtocol.CONSUMER, 1)) {
      awaitOwned(Topics.NOTIFICATION_GROUP, 1);

      assertThat(http.get().uri("/api/partitions?userId=user1"))
          .bodyJson()
          .hasPathSatisfying("$.member", value -> assertThat(value).isEqualTo("member-1"));
      assertThat(groups.all())
          .extracting(GroupSummary::groupId)
          .contains(Topics.NOTIFICATION_GROUP);
    }
  }

  @Test
  void refusesAUserThatCannotBe() {
    assertThat(http.get().uri("/api/partitions"))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.errors[0].pointer")
        .isEqualTo("?userId");
    assertThat(http.get().uri("/api/partitions?userId={user}", "x".repeat(129))).hasStatus(400);
  }

  @Test
  void answersAnUnknownGroupWithAProblem() {
    assertThat(http.get().uri("/api/groups/nobody"))
        .hasStatus(404)
        .hasContentType("application/problem+json")
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("not-found");
  }

  @Test
  void sendsWhoWantsReplicasToWhereTheyRun() {
    assertThat(http.get().uri("/api/replicas"))
        .hasStatus(404)
        .bodyJson()
        .hasPathSatisfying("$.code", value -> assertThat(value).isEqualTo("not-available"))
        .hasPathSatisfying(
            "$.detail", value -> assertThat(value).asString().contains("docker compose up"));
  }

  private GroupDetails awaitOwned(String groupId, int members) {
    return await()
        .atMost(TIMEOUT)
        .ignoreException(ProblemException.class)
        .until(
            () -> groups.find(groupId).orElse(null),
            group ->
                group != null
                    && group.state().equals("Stable")
                    && group.members().size() == members
                    && group.partitions().stream().allMatch(p -> p.owner() != null));
  }

  private static String randomGroup() {
    return "group-" + UUID.randomUUID();
  }
}
