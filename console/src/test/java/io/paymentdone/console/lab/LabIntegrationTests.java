package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.lab.LabMember.Ending;
import io.paymentdone.console.lab.LabSettings.Commit;
import io.paymentdone.console.lab.LabSettings.Protocol;
import io.paymentdone.console.lab.LabSettings.Source;
import io.paymentdone.console.lab.LabState.Activity;
import io.paymentdone.console.lab.LabState.ConsumerState;
import io.paymentdone.console.lab.LabState.LabEvent;
import io.paymentdone.console.lab.LabState.PartitionState;
import io.paymentdone.console.lab.LabState.RecordCounts;
import io.paymentdone.console.lab.OffsetReset.MovedOffset;
import io.paymentdone.console.lab.OffsetReset.Target;
import io.paymentdone.console.lab.ProducerPlan.Mode;
import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.testsupport.EventStream;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** The outcome of each experiment, with real consumers on a real broker. */
@ConsoleWithServers
class LabIntegrationTests {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Duration END_WAIT = Duration.ofSeconds(20);

  @Autowired Labs labs;
  @Autowired LabClients clients;
  @Autowired MockMvcTester http;
  @LocalServerPort int port;

  @AfterEach
  void endTheLab() {
    labs.lab().ifPresent(labs::end);
  }

  @ParameterizedTest
  @CsvSource({"CONSUMER,AFTER_WORK", "CONSUMER,AUTOMATIC", "CLASSIC_EAGER,AUTOMATIC"})
  void repeatsWhatWasKilledBeforeItsCommit(Protocol protocol, Commit commit) throws Exception {
    Lab lab = begin(3, protocol, commit);
    lab.add();
    send(lab, Mode.USER_KEY, 100);
    // An automatic commit, and records after it.
    awaitState(lab, state -> consumer(state, 1).lastCommitAt() != null);
    awaitState(lab, state -> state.counts().handled() > committed(state) + 50);

    lab.end(1, Ending.KILL_BEFORE_COMMIT, END_WAIT);
    send(lab, Mode.USER_KEY, 0);
    // Closing has not committed what was handled, and the group does not know of the kill.
    await()
        .atMost(TIMEOUT)
        .during(Duration.ofSeconds(2))
        .until(
            lab::state,
            state ->
                consumer(state, 1).state() == Activity.KILLED
                    && consumer(state, 1).partitions().size() == 3
                    && committed(state) < state.counts().handled());
    assertThat(texts(lab)).anyMatch(text -> text.startsWith("consumer 1 was killed before"));
    lab.add();

    awaitState(lab, state -> state.counts().handledTwice() > 0);
    RecordCounts counts = awaitAllHandled(lab).counts();
    assertThat(counts.neverHandled()).isZero();
    assertThat(counts.handled()).isEqualTo(counts.sent());
    assertThat(counts.handledTwice()).isLessThan(counts.sent());
    await().atMost(TIMEOUT).until(() -> lab.state().members().size() == 1);
  }

  @Test
  void repeatsNothingWhenKilledAfterTheCommit() throws Exception {
    Lab lab = begin(3, Protocol.CONSUMER, Commit.AFTER_WORK);
    lab.add();
    send(lab, Mode.USER_KEY, 100);
    awaitState(lab, state -> state.counts().handled() > 50);

    lab.end(1, Ending.KILL, END_WAIT);
    send(lab, Mode.USER_KEY, 0);
    lab.add();

    RecordCounts counts = awaitAllHandled(lab).counts();
    assertThat(counts.handledTwice()).isZero();
    assertThat(counts.neverHandled()).isZero();
  }

  @Test
  void losesWhatWasCommittedBeforeWork() throws Exception {
    Lab lab = begin(3, Protocol.CONSUMER, Commit.BEFORE_WORK);
    lab.add();
    lab.change(1, 20, null);
    send(lab, Mode.USER_KEY, 100);
    LabState working = awaitState(lab, state -> state.counts().handled() > 30);
    assertThat(working.counts().neverHandled()).isZero();

    lab.end(1, Ending.KILL, END_WAIT);
    send(lab, Mode.USER_KEY, 0);
    lab.add();

    RecordCounts counts = awaitAllHandled(lab).counts();
    assertThat(counts.neverHandled()).isPositive();
    assertThat(counts.handled() + counts.neverHandled()).isEqualTo(counts.sent());
    assertThat(counts.handledTwice()).isZero();
  }

  @Test
  void spreadsUsersOnlyWithoutTheirKey() {
    Lab lab = begin(3, Protocol.CONSUMER, Commit.AFTER_WORK);
    send(lab, Mode.NO_KEY, 200);
    awaitState(lab, state -> state.usersOnSeveralPartitions() > 0);

    send(lab, Mode.USER_KEY, 200);
    LabState keyed =
        awaitState(lab, state -> state.keysPerPartition().stream().mapToInt(n -> n).sum() == 20);
    assertThat(keyed.usersOnSeveralPartitions()).isZero();
    send(lab, Mode.ROUND_ROBIN, 0);
    List<Long> before = ends(awaitAllSeen(lab));
    send(lab, Mode.ROUND_ROBIN, 100);
    awaitState(lab, state -> state.usersOnSeveralPartitions() > 10);
    send(lab, Mode.PARTITION, 0);
    List<Long> after = ends(awaitAllSeen(lab));
    assertThat(after.get(1) - before.get(1)).isCloseTo(after.get(0) - before.get(0), within(1L));
    assertThat(after.get(2) - before.get(2)).isCloseTo(after.get(0) - before.get(0), within(1L));
    lab.change(new ProducerPlan(Mode.PARTITION, 2, 100, null));
    awaitState(lab, state -> state.keysPerPartition().get(2) == 20);
    send(lab, Mode.PARTITION, 0);
    List<Long> only = ends(awaitAllSeen(lab));
    assertThat(only.subList(0, 2)).isEqualTo(after.subList(0, 2));
    assertThat(only.get(2)).isGreaterThan(after.get(2));
  }

  @Test
  void leavesConsumersIdleThatAreMoreThanPartitions() {
    Lab lab = begin(2, Protocol.CLASSIC_COOPERATIVE, Commit.AUTOMATIC);
    for (int n = 1; n <= 3; n++) {
      lab.add();
    }

    LabState state =
        awaitState(
            lab,
            now ->
                now.members().stream().allMatch(member -> member.state() == Activity.RUNNING)
                    && now.members().stream()
                        .map(m -> m.partitions().size())
                        .sorted()
                        .toList()
                        .equals(List.of(0, 1, 1)));
    assertThat(state.partitions()).extracting(PartitionState::owner).doesNotContainNull();
    for (int n = 4; n <= LabMembers.UP_MAX; n++) {
      lab.add();
    }
    assertThatExceptionOfType(ProblemException.class).isThrownBy(lab::add);
  }

  @Test
  void putsOutWhoeverDoesNotPoll() throws Exception {
    Lab lab = begin(2, Protocol.CONSUMER, Commit.AFTER_WORK);
    lab.add();
    send(lab, Mode.USER_KEY, 100);
    awaitState(lab, state -> consumer(state, 1).handled() > 0);
    // At work nearly all the time, so that it has records in hand.
    lab.change(1, 20, null);
    awaitState(lab, state -> consumer(state, 1).handled() > 100);
    lab.change(1, null, true);
    assertThat(consumer(lab.state(), 1).state()).isEqualTo(Activity.FROZEN);
    lab.add();

    LabState state =
        awaitState(
            lab,
            now ->
                consumer(now, 1).state() == Activity.PUT_OUT
                    && consumer(now, 2).partitions().size() == 2);
    assertThat(state.partitions()).extracting(PartitionState::owner).containsOnly(2);
    assertThat(texts(lab)).anyMatch(text -> text.contains("max.poll.interval.ms"));

    lab.change(1, null, false);
    awaitState(lab, now -> consumer(now, 1).state() == Activity.RUNNING);
    send(lab, Mode.USER_KEY, 0);
    assertThat(awaitAllHandled(lab).counts().neverHandled()).isZero();
    assertThat(texts(lab)).anyMatch(text -> text.startsWith("consumer 1 could not commit"));
  }

  @Test
  void replaysAfterAReset() throws Exception {
    Lab lab = begin(3, Protocol.CONSUMER, Commit.AFTER_WORK);
    lab.add();
    send(lab, Mode.ROUND_ROBIN, 100);
    awaitState(lab, state -> state.counts().sent() > 60);
    send(lab, Mode.ROUND_ROBIN, 0);
    LabState before = awaitAllHandled(lab);
    var dryRun = new OffsetReset.Checked(Target.BEGINNING, Instant.EPOCH, true);
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> lab.reset(dryRun))
        .satisfies(problem -> assertThat(problem.code()).isEqualTo("group-has-members"));

    lab.end(1, Ending.STOP, END_WAIT);
    awaitState(lab, state -> state.members().isEmpty());
    List<MovedOffset> planned = lab.reset(dryRun);
    assertThat(planned).extracting(MovedOffset::to).containsOnly(0L);
    assertThat(planned)
        .extracting(MovedOffset::from)
        .isEqualTo(before.partitions().stream().map(PartitionState::committed).toList());
    lab.add();
    awaitState(lab, state -> consumer(state, 1).partitions().size() == 3);
    assertThat(lab.state().counts().handledTwice()).isZero();
    lab.end(1, Ending.STOP, END_WAIT);
    awaitState(lab, state -> state.members().isEmpty());

    List<MovedOffset> moved =
        lab.reset(new OffsetReset.Checked(Target.BEGINNING, Instant.EPOCH, false));
    assertThat(moved).isEqualTo(planned);
    lab.add();
    LabState after =
        awaitState(lab, state -> state.counts().handledTwice() == before.counts().sent());
    assertThat(after.counts().handled()).isEqualTo(before.counts().sent());
    assertThat(after.counts().outOfOrderUsers()).isEqualTo(before.counts().outOfOrderUsers());
  }

  @Test
  void keepsThePlaceOfAStaticMember() throws Exception {
    Lab lab =
        labs.begin(
            new LabPlan(null, 4, null, Protocol.CONSUMER, null, true, Commit.AFTER_WORK, null, 5000)
                .checked());
    lab.add();
    lab.add();
    LabState before =
        awaitState(
            lab,
            state -> state.members().stream().allMatch(member -> member.partitions().size() == 2));

    long moves = texts(lab).stream().filter(text -> text.contains("gave up")).count();

    lab.end(2, Ending.STOP, END_WAIT);
    lab.add();

    LabState after = awaitState(lab, state -> consumer(state, 2).partitions().size() == 2);
    assertThat(consumer(after, 2).partitions()).isEqualTo(consumer(before, 2).partitions());
    assertThat(texts(lab).stream().filter(text -> text.contains("gave up")).count())
        .isEqualTo(moves);
  }

  @Test
  void leavesNothingBehind() throws Exception {
    assertThat(post("/api/lab", "{\"commit\":\"sometimes\"}")).isEqualTo(400);
    assertThat(post("/api/lab", "{\"maxPollIntervalMs\":5000}")).isEqualTo(201);
    assertThat(post("/api/lab", "{}")).isEqualTo(409);
    assertThat(post("/api/lab/members", "{}")).isEqualTo(201);
    assertThat(post("/api/lab/offsets", "{\"to\":\"time\"}")).isEqualTo(400);
    Lab lab = labs.lab().orElseThrow();
    send(lab, Mode.USER_KEY, 50);
    awaitState(lab, state -> consumer(state, 1).handled() > 0);
    assertThat(groups()).contains(lab.id());
    try (EventStream page = EventStream.open("http://localhost:" + port + "/api/lab/stream")) {
      page.until(event -> event.event().equals("lab"));
      assertThat(http.delete().uri("/api/lab?id=payment-done-lab-00000000")).hasStatus(409);
      assertThat(http.get().uri("/api/lab")).hasStatus(200);
      assertThat(http.delete().uri("/api/lab?id=" + lab.id())).hasStatus(204);
      assertThat(page.until(event -> event.event().equals("end"))).isNotEmpty();
    }

    assertThat(http.get().uri("/api/lab")).hasStatus(404);
    assertThat(groups()).doesNotContain(lab.id());
    await().atMost(TIMEOUT).until(() -> !topics().contains(lab.id()));
    await()
        .atMost(TIMEOUT)
        .until(() ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains(lab.id())));
  }

  @Test
  void removesAtTheStartWhatAKilledConsoleLeft() throws Exception {
    String left = LabTopic.PREFIX + "0badcafe";
    try (Admin admin = clients.admin("test")) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(left, Optional.of(1), Optional.empty()),
                  new NewTopic("lab-20261130", Optional.of(1), Optional.empty())))
          .all()
          .get();
      admin
          .alterConsumerGroupOffsets(
              left, Map.of(new TopicPartition(left, 0), new OffsetAndMetadata(0)))
          .all()
          .get();
      labs.stop();
      labs.start();

      await().atMost(TIMEOUT).until(() -> !topics().contains(left) && !groups().contains(left));
      assertThat(topics()).contains("lab-20261130");
      admin.deleteTopics(List.of("lab-20261130")).all().get();
    }
  }

  @Test
  void losesNothingThatAConsumerOfAShellCommits() {
    Lab lab = begin(1, Protocol.CONSUMER, Commit.AFTER_WORK);
    send(lab, Mode.USER_KEY, 100);
    awaitState(lab, state -> state.counts().sent() > 50);
    LabSettings plan = lab.state().plan();
    try (var shell = clients.consumer(plan, lab.id(), "shell", offsets -> {}).consumer()) {
      shell.subscribe(List.of(lab.id()));
      LabState state =
          awaitState(
              lab,
              now -> {
                if (!shell.poll(Duration.ofMillis(100)).isEmpty()) {
                  shell.commitSync();
                }
                return now.counts().foreign() > 50;
              });

      assertThat(state.counts().neverHandled()).isZero();
      assertThat(texts(lab)).anyMatch(text -> text.startsWith("shell is in the group"));
    }
  }

  @Test
  void sendsNothingToPaymentDone() {
    Lab lab =
        labs.begin(
            new LabPlan(Source.PAYMENT_DONE, null, null, null, null, null, null, null, null)
                .checked());

    assertThat(lab.state().producer()).isNull();
    assertThat(lab.state().partitions()).hasSize(3);
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> send(lab, Mode.USER_KEY, 1));
  }

  private Lab begin(int partitions, Protocol protocol, Commit commit) {
    return labs.begin(
        new LabPlan(null, partitions, null, protocol, null, null, commit, null, 5000).checked());
  }

  private static void send(Lab lab, Mode mode, int rate) {
    lab.change(new ProducerPlan(mode, null, rate, null));
  }

  private static LabState awaitState(Lab lab, Predicate<LabState> condition) {
    return await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .until(lab::state, condition);
  }

  /** Waits until the view of the topic has all records that were sent; none are sent any more. */
  private static LabState awaitAllSeen(Lab lab) {
    return await()
        .atMost(TIMEOUT)
        .during(Duration.ofMillis(1500))
        .until(
            lab::state,
            state ->
                state.counts().sent()
                    == state.partitions().stream().mapToLong(PartitionState::end).sum());
  }

  private static LabState awaitAllHandled(Lab lab) {
    return await()
        .atMost(TIMEOUT)
        .during(Duration.ofMillis(1500))
        .until(
            lab::state,
            state ->
                state.partitions().stream().mapToLong(PartitionState::lag).sum() == 0
                    && state.counts().sent()
                        == state.partitions().stream().mapToLong(PartitionState::end).sum());
  }

  private static List<Long> ends(LabState state) {
    return state.partitions().stream().map(PartitionState::end).toList();
  }

  private static long committed(LabState state) {
    return state.partitions().stream()
        .map(PartitionState::committed)
        .mapToLong(offset -> offset == null ? 0 : offset)
        .sum();
  }

  private static ConsumerState consumer(LabState state, int n) {
    return state.members().stream()
        .filter(member -> member.n() == n)
        .findFirst()
        .orElseThrow(() -> new AssertionError("No consumer " + n + ": " + state.events()));
  }

  private static List<String> texts(Lab lab) {
    return lab.state().events().stream().map(LabEvent::text).toList();
  }

  private int post(String path, String body) {
    return http.post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange()
        .getResponse()
        .getStatus();
  }

  private Set<String> topics() throws Exception {
    try (Admin admin = clients.admin("test")) {
      return admin.listTopics().names().get();
    }
  }

  private List<String> groups() throws Exception {
    try (Admin admin = clients.admin("test")) {
      return admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
          .map(GroupListing::groupId)
          .toList();
    }
  }

  /** Where the console starts replicas there are labs. */
  @TestConfiguration(proxyBeanMethods = false)
  static class LocalStack {

    @Bean
    ReplicaControl replicaControl() {
      return new NoReplicas();
    }
  }

  private static final class NoReplicas implements ReplicaControl {
    @Override
    public List<Replica> replicas() {
      return List.of();
    }

    @Override
    public void scale(int count) {}

    @Override
    public boolean end(int n, ReplicaControl.Ending ending) {
      return false;
    }
  }
}
