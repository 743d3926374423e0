package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.lab.MuseumState.ExhibitState;
import io.paymentdone.console.lab.MuseumState.Phase;
import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import io.paymentdone.testsupport.EventStream;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.json.JsonMapper;

/** What each mistake of the museum costs, counted on a real broker, and that nothing is left. */
@ConsoleWithServers
class MuseumIntegrationTests {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int PAYMENTS_PER_SECOND = 20;
  private static final int USERS = 10;

  @Autowired Labs labs;
  @Autowired LabClients clients;
  @Autowired MockMvcTester http;
  @Autowired JsonMapper json;
  @Autowired OneReplica replica;
  @LocalServerPort int port;

  @AfterEach
  void endWhatIsOn() {
    labs.lab().ifPresent(labs::end);
    labs.museum().ifPresent(labs::end);
  }

  @Test
  void countsWhatOneKillCostsEachMistake() throws Exception {
    assertThat(post("/api/lab/museum")).isEqualTo(201);
    Museum museum = labs.museum().orElseThrow();
    assertThatExceptionOfType(ProblemException.class).isThrownBy(museum::kill);
    assertThat(replica.calls).isEmpty();
    assertThat(museum.state().exhibits())
        .extracting(ExhibitState::exhibit)
        .containsExactly(MuseumExhibit.values());
    int paid;
    try (Payments payments = new Payments(clients.producer("test-payments"))) {
      awaitWorking(museum);
      await()
          .atMost(TIMEOUT)
          .until(() -> museum.state().exhibits().stream().allMatch(state -> state.handled() > 20));
      assertThat(museum.state().exhibits())
          .allSatisfy(state -> assertThat(state.lost() + state.doubled()).isZero());

      assertThat(post("/api/lab/museum/kill")).isEqualTo(200);
      assertThat(museum.state().kills()).isEqualTo(1);
      assertThat(museum.state().killedReplica()).isEqualTo(OneReplica.CLIENT_ID);
      assertThat(replica.calls).containsExactly("KILL 1", "scale 1");
      assertThat(museum.state().exhibits()).extracting(ExhibitState::phase).contains(Phase.KILLED);
      assertThat(post("/api/lab/museum/kill")).isEqualTo(503);
      awaitWorking(museum);
      paid = payments.stop();
    }

    // Each payment is handled, or it is among those that the mistake has lost.
    await()
        .atMost(TIMEOUT)
        .during(Duration.ofSeconds(2))
        .untilAsserted(() ->
            assertThat(museum.state().exhibits())
                .allSatisfy(state -> {
                  assertThat(state.handled() + state.lost()).as("%s", state).isEqualTo(paid);
                  assertThat(state.capped()).isFalse();
                }));
    assertCosts(museum, MuseumExhibit.RIGHT, false, false, false);
    assertCosts(museum, MuseumExhibit.COMMIT_BEFORE_WORK, true, false, false);
    assertCosts(museum, MuseumExhibit.NO_DEDUPLICATION, false, true, false);
    assertCosts(museum, MuseumExhibit.NO_KEY, false, false, true);
    assertCosts(museum, MuseumExhibit.SAVE_THEN_SEND, true, false, false);
  }

  @Test
  void leavesNothingBehind() throws Exception {
    assertThat(http.get().uri("/api/lab/museum")).hasStatus(404);
    assertThat(post("/api/lab/museum")).isEqualTo(201);
    assertThat(post("/api/lab/museum")).isEqualTo(409);
    assertThat(post("/api/lab")).isEqualTo(409);
    assertThat(http.get().uri("/api/lab")).hasStatus(404);
    Museum museum = labs.museum().orElseThrow();
    // Two topics, and a group of each exhibit and of each of two producers.
    assertThat(names(museum.id())).hasSize(9).allMatch(LabTopic.NAME.asMatchPredicate());
    awaitWorking(museum);
    String stream = "http://localhost:" + port + "/api/lab/museum/stream";
    try (EventStream page = EventStream.open(stream)) {
      page.until(event -> event.event().equals("museum"));
      assertThat(http.delete().uri("/api/lab/museum")).hasStatus(204);
      assertThat(page.until(event -> event.event().equals("end"))).isNotEmpty();
    }

    assertThat(http.get().uri("/api/lab/museum")).hasStatus(404);
    await().atMost(TIMEOUT).until(() -> names(museum.id()).isEmpty());
    await()
        .atMost(TIMEOUT)
        .until(() ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains(museum.id())));
    assertThat(post("/api/lab")).isEqualTo(201);
    assertThat(post("/api/lab/museum")).isEqualTo(409);
  }

  @Test
  void removesAtTheStartWhatAKilledConsoleLeft() throws Exception {
    String left = LabTopic.PREFIX + "0badcafe";
    try (Admin admin = clients.admin("test")) {
      MuseumBuilder builder = new MuseumBuilder(left, admin, clients, json);
      MuseumDisplay display = builder.build(MuseumExhibit.SAVE_THEN_SEND, builder.ends());
      Objects.requireNonNull(display.producer()).close(Duration.ofSeconds(1));
    }
    assertThat(names(left)).hasSize(3);
    labs.stop();
    labs.start();

    await().atMost(TIMEOUT).until(() -> names(left).isEmpty());
  }

  private static void assertCosts(
      Museum museum, MuseumExhibit exhibit, boolean loses, boolean doubles, boolean disorders) {
    ExhibitState state =
        museum.state().exhibits().stream()
            .filter(one -> one.exhibit() == exhibit)
            .findFirst()
            .orElseThrow();
    assertThat(state.lost() > 0).as("%s", state).isEqualTo(loses);
    assertThat(state.doubled() > 0).as("%s", state).isEqualTo(doubles);
    assertThat(state.outOfOrder() > 0).as("%s", state).isEqualTo(disorders);
  }

  private static void awaitWorking(Museum museum) {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() ->
            assertThat(museum.state().exhibits())
                .extracting(ExhibitState::phase)
                .containsOnly(Phase.WORKING));
  }

  private int post(String path) {
    return http.post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .content("{}")
        .exchange()
        .getResponse()
        .getStatus();
  }

  /** Topics and groups of a museum. */
  private List<String> names(String id) throws Exception {
    try (Admin admin = clients.admin("test")) {
      List<String> names = new ArrayList<>(admin.listTopics().names().get());
      admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
          .map(GroupListing::groupId)
          .forEach(names::add);
      return names.stream().filter(name -> name.startsWith(id)).toList();
    }
  }

  /** Payments of a few users on payment-done, at a steady rate, until it is stopped. */
  private static final class Payments implements AutoCloseable {

    /**
     * A producer without keys fills a partition's batch of 16 KB before it takes the next one:
     * while a killed consumer's partition stands still, there must be several.
     */
    private static final String DESCRIPTION = "x".repeat(1_000);

    private final Producer<byte[], byte[]> producer;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger sent = new AtomicInteger();

    Payments(Producer<byte[], byte[]> producer) {
      this.producer = producer;
      var _ =
          clock.scheduleAtFixedRate(
              this::pay, 0, 1_000 / PAYMENTS_PER_SECOND, TimeUnit.MILLISECONDS);
    }

    private void pay() {
      int n = sent.getAndIncrement();
      UUID id = UUID.randomUUID();
      String user = "museum-visitor-" + n % USERS;
      String event =
          """
          {"paymentId":"%s","userId":"%s","amount":100,"currency":"EUR","description":"%s"}\
          """
              .formatted(id, user, DESCRIPTION);
      var record =
          new ProducerRecord<>(
              Topics.PAYMENT_DONE,
              null,
              user.getBytes(UTF_8),
              event.getBytes(UTF_8),
              List.of(new RecordHeader(CloudEventHeaders.ID, id.toString().getBytes(UTF_8))));
      var _ = producer.send(record);
    }

    /** Returns the number of payments, when all are on the topic. */
    int stop() throws InterruptedException {
      clock.shutdown();
      assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      producer.flush();
      return sent.get();
    }

    @Override
    public void close() {
      clock.shutdownNow();
      producer.close();
    }
  }

  /** Where the console starts replicas there is a museum. */
  @TestConfiguration(proxyBeanMethods = false)
  static class LocalStack {

    @Bean
    OneReplica replicaControl() {
      return new OneReplica();
    }
  }

  /** Notes what it is asked to do. */
  static final class OneReplica implements ReplicaControl {

    static final String CLIENT_ID = "notification-service-1";

    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public List<Replica> replicas() {
      return List.of(new Replica(1, CLIENT_ID, 8101, 1L, State.RUNNING, 0));
    }

    @Override
    public void scale(int count) {
      calls.add("scale " + count);
    }

    @Override
    public boolean end(int n, Ending ending) {
      calls.add(ending + " " + n);
      return true;
    }
  }
}
