package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.lab.ProtocolsState.Phase;
import io.paymentdone.console.lab.ProtocolsState.ProtocolState;
import io.paymentdone.events.Topics;
import io.paymentdone.testsupport.EventStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** What one kill does to a group of each protocol on a real broker, and that nothing is left. */
@ConsoleWithServers
@Import(MuseumIntegrationTests.LocalStack.class)
class ProtocolsIntegrationTests {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** Less than a session that times out, and more than a machine with other work stands still. */
  private static final long SESSION_MIN = 5_000;

  @Autowired Labs labs;
  @Autowired LabClients clients;
  @Autowired MockMvcTester http;
  @LocalServerPort int port;

  @AfterEach
  void endWhatIsOn() {
    labs.protocols().ifPresent(labs::end);
  }

  @Test
  void measuresWhatOneKillDoesToEachProtocol() {
    assertThat(post("/api/lab/protocols")).isEqualTo(201);
    assertThat(post("/api/lab/protocols/kill")).isEqualTo(503);
    Protocols protocols = labs.protocols().orElseThrow();
    awaitAll(protocols, Phase.WORKING);
    assertThat(protocols.state().groups())
        .extracting(ProtocolState::protocol)
        .containsExactly(ProtocolGroup.values());
    assertThat(protocols.state().killedAtMs()).isNull();

    assertThat(post("/api/lab/protocols/kill")).isEqualTo(200);
    assertThat(protocols.state().killedAtMs()).isPositive();
    assertThat(group(protocols, ProtocolGroup.EAGER).phase()).isEqualTo(Phase.KILLED);
    assertThat(post("/api/lab/protocols/kill")).isEqualTo(409);
    awaitAll(protocols, Phase.RECOVERED);

    for (ProtocolGroup protocol :
        List.of(ProtocolGroup.EAGER, ProtocolGroup.COOPERATIVE, ProtocolGroup.CONSUMER)) {
      ProtocolState group = group(protocols, protocol);
      assertThat(group.partitions())
          .filteredOn(partition -> partition.before().contains(1))
          .as(protocol.id())
          .singleElement()
          .satisfies(partition -> {
            assertThat(partition.before()).containsExactly(1);
            assertThat(partition.after()).hasSize(1).doesNotContain(1);
            assertThat(partition.gapMs()).isGreaterThan(SESSION_MIN);
          });
      assertThat(group.outOfOrder()).as(protocol.id()).isZero();
    }
    ProtocolState share = group(protocols, ProtocolGroup.SHARE);
    assertThat(share.partitions())
        .allSatisfy(partition -> assertThat(partition.gapMs()).isLessThan(SESSION_MIN));
    assertThat(share.partitions())
        .filteredOn(partition -> partition.before().contains(1))
        .isNotEmpty()
        .allSatisfy(partition -> assertThat(partition.before()).hasSizeGreaterThan(1));
    await().atMost(TIMEOUT).until(() -> group(protocols, ProtocolGroup.SHARE).outOfOrder() > 0);
    assertThat(protocols.state().groups())
        .allSatisfy(group -> assertThat(group.handledTwice()).as("%s", group).isPositive());

    assertThat(group(protocols, ProtocolGroup.EAGER).stoodStill()).containsExactly(2, 3);
    assertThat(group(protocols, ProtocolGroup.COOPERATIVE).stoodStill()).isEmpty();
    assertThat(group(protocols, ProtocolGroup.CONSUMER).stoodStill()).isEmpty();
    assertThat(group(protocols, ProtocolGroup.EAGER).partitions())
        .filteredOn(partition -> !partition.before().contains(1))
        .allSatisfy(partition -> {
          assertThat(partition.standstills()).isNotEmpty();
          assertThat(partition.after()).isEqualTo(partition.before());
        });
  }

  @Test
  void leavesNothingBehind() throws Exception {
    assertThat(http.get().uri("/api/lab/protocols")).hasStatus(404);
    assertThat(post("/api/lab/protocols")).isEqualTo(201);
    assertThat(post("/api/lab/protocols")).isEqualTo(409);
    assertThat(post("/api/lab/museum")).isEqualTo(409);
    assertThat(post("/api/lab")).isEqualTo(409);
    Protocols protocols = labs.protocols().orElseThrow();
    awaitAll(protocols, Phase.WORKING);
    // A topic, and a group of each protocol.
    assertThat(names(protocols.id())).hasSize(5).allMatch(LabTopic.NAME.asMatchPredicate());
    assertThat(post("/api/lab/protocols/kill")).isEqualTo(200);
    String stream = "http://localhost:" + port + "/api/lab/protocols/stream";
    try (EventStream page = EventStream.open(stream)) {
      page.until(event -> event.event().equals("protocols"));
      assertThat(http.delete().uri("/api/lab/protocols")).hasStatus(204);
      assertThat(page.until(event -> event.event().equals("end"))).isNotEmpty();
    }

    assertThat(http.get().uri("/api/lab/protocols")).hasStatus(404);
    await().atMost(TIMEOUT).until(() -> names(protocols.id()).isEmpty());
    await()
        .atMost(TIMEOUT)
        .until(() ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains(protocols.id())));
  }

  @Test
  void removesAtTheStartTheShareGroupOfAKilledConsole() throws Exception {
    String left = LabTopic.PREFIX + "0badcafe-" + ProtocolGroup.SHARE.id();
    try (KafkaShareConsumer<byte[], byte[]> consumer = clients.shareConsumer(left, "test")) {
      consumer.subscribe(List.of(Topics.PAYMENT_DONE));
      await()
          .atMost(TIMEOUT)
          .until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(consumer::acknowledge);
            return names(left).contains(left);
          });
    }
    labs.stop();
    labs.start();

    await().atMost(TIMEOUT).until(() -> names(left).isEmpty());
  }

  /** The broker removes a dead member when its session has timed out, and not before. */
  @Test
  void killsAConsumerOfAShareGroupWithoutAWordToTheGroup() throws Exception {
    assertThat(post("/api/lab/protocols")).isEqualTo(201);
    Protocols protocols = labs.protocols().orElseThrow();
    awaitAll(protocols, Phase.WORKING);
    String group = group(protocols, ProtocolGroup.SHARE).group();
    assertThat(members(group)).isEqualTo(ProtocolGroup.SHARE.consumers());
    long killed = System.nanoTime();
    protocols.kill();
    await().atMost(TIMEOUT).until(() -> members(group) == ProtocolGroup.SHARE.consumers() - 1);

    assertThat(Duration.ofNanos(System.nanoTime() - killed))
        .isGreaterThan(Duration.ofMillis(SESSION_MIN));
  }

  private int members(String group) throws Exception {
    try (Admin admin = clients.admin("test")) {
      var described = admin.describeShareGroups(List.of(group)).describedGroups();
      return Objects.requireNonNull(described.get(group)).get().members().size();
    }
  }

  private static ProtocolState group(Protocols protocols, ProtocolGroup protocol) {
    return protocols.state().groups().stream()
        .filter(group -> group.protocol() == protocol)
        .findFirst()
        .orElseThrow();
  }

  private static void awaitAll(Protocols protocols, Phase phase) {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() ->
            assertThat(protocols.state().groups())
                .extracting(ProtocolState::phase)
                .containsOnly(phase));
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

  /** Topics and groups, whichever kind these have. */
  private List<String> names(String prefix) throws Exception {
    try (Admin admin = clients.admin("test")) {
      List<String> names = new ArrayList<>(admin.listTopics().names().get());
      admin.listGroups().all().get().stream().map(GroupListing::groupId).forEach(names::add);
      return names.stream().filter(name -> name.startsWith(prefix)).toList();
    }
  }
}
