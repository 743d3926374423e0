package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The whole stack as a user has it, in one run that is stopped, started again on its data and
 * killed; the order of the tests is that of its life. Each can also be run alone, as a test that
 * failed is.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalStackSystemTests {

  /**
   * A replica that starts beside a whole stack, on two cores and without caches, takes a minute.
   */
  private static final Duration SOON = Duration.ofMinutes(2);

  /** They are made at the lowest priority. */
  private static final Duration CACHES_MADE = Duration.ofMinutes(5);

  @TempDir static Path directory;
  private static LauncherProcess launcher;
  private static Client client;
  private static String firstPayment = "";

  /** The launcher itself waits for four minutes. */
  @BeforeAll
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  static void start() throws Exception {
    firstPayment = "";
    launcher = new LauncherProcess(directory.resolve("data"));
    client = new Client(launcher);
    launcher.startAndAwait("--payment-replicas=2");
  }

  @AfterAll
  static void kill() {
    launcher.killAll();
  }

  @Test
  @Order(1)
  void bringsAPaymentIntoTheUsersFeed() throws Exception {
    payFirst();
  }

  private static void payFirst() throws Exception {
    HttpResponse<String> answer = client.pay(1, "user1", null);

    assertThat(answer.statusCode()).isEqualTo(201);
    firstPayment = id(answer);
    soon(() -> assertThat(client.feed(3, "user1")).containsExactly(firstPayment));
  }

  @Test
  @Order(2)
  void makesOnePaymentOfSimultaneousRequestsToBothReplicas() throws Exception {
    String key = UUID.randomUUID().toString();
    List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int replica = 1 + i % 2;
      requests.add(() -> client.pay(replica, "user2", key));
    }
    Set<String> bodies = new TreeSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(requests.size())) {
      for (Future<HttpResponse<String>> answer : threads.invokeAll(requests)) {
        assertThat(answer.get().statusCode()).isEqualTo(201);
        bodies.add(answer.get().body());
      }
    }

    assertThat(bodies).hasSize(1);
    assertThat(client.payments(1, "user2")).hasSize(1);
    soon(() -> assertThat(client.feed(1, "user2")).hasSize(1));
  }

  @Test
  @Order(3)
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void scalesToAnIdleFourthReplicaAndDownToTwo() throws Exception {
    assertThat(client.scale(4).statusCode()).isEqualTo(200);
    awaitMembers(4, members -> assertThat(members).filteredOn(List::isEmpty).hasSize(1));
    soon(() -> assertThat(states()).containsOnly("running").hasSize(4));

    client.scale(2);
    awaitMembers(2, members -> assertThat(members).noneMatch(List::isEmpty));
    soon(() -> assertThat(states()).containsExactly("running", "running", "stopped", "stopped"));
    assertPaymentArrives("user3");
  }

  @Test
  @Order(4)
  void goesOnWithoutAReplicaThatIsKilled() throws Exception {
    client.scale(2);
    awaitMembers(2, members -> assertThat(members).noneMatch(List::isEmpty));

    assertThat(client.endReplica(1, "kill").statusCode()).isEqualTo(200);

    awaitMembers(1, members -> assertThat(members.getFirst()).containsExactly(0, 1, 2));
    assertThat(states()).startsWith("killed", "running");
    String payment = id(client.pay(1, "user4", null));
    soon(() -> assertThat(client.feed(2, "user4")).containsExactly(payment));
  }

  @Test
  @Order(5)
  void relaysFromTheOtherReplicaWhenTheRelayingOneIsKilled() throws Exception {
    int relaying = relayingReplica();
    int other = 3 - relaying;

    launcher.child("payment-service-" + relaying).destroyForcibly();

    String payment = id(client.pay(other, "user5", null));
    // Three times the bound of a takeover, on a machine that also runs the build.
    await()
        .atMost(Duration.ofSeconds(6))
        .untilAsserted(() -> assertThat(client.feed(2, "user5")).containsExactly(payment));
    String name = "payment-service-" + relaying;
    soon(() -> assertThat(launcher.output()).contains(name + " was killed"));
    soon(() -> assertThat(launcher.output()).containsPattern(name + ".*restart 1"));
    assertThat(client.pay(relaying, "user8", null).statusCode()).isEqualTo(201);
  }

  @Test
  @Order(6)
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void startsAServerOrReplicaAgainThatEndedByItself() throws Exception {
    client.scale(2);
    soon(() -> assertThat(states()).startsWith("running", "running").doesNotContain("stopping"));

    launcher.child("kafka-1").destroyForcibly();
    launcher.child("notification-service-2").destroyForcibly();
    launcher.postmaster().destroyForcibly();

    // Three servers at once: on two cores the broker alone takes half a minute.
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(launcher.output())
                .contains(
                    "kafka-1 was killed", "notification-service-2 was killed", "PostgreSQL ended")
                .containsPattern("kafka-1 .*restart 1")
                .containsPattern("PostgreSQL .*restart 1")
                .containsPattern("notification-service-2 .*restart"));
    soon(() -> assertPaymentIsTaken("user9"));
    soon(() -> assertThat(states()).startsWith("running", "running"));
    assertThat(client.replicas().path("replicas").path(1).path("restarts").intValue()).isPositive();
  }

  @Test
  @Order(7)
  void showsOtherPeopleOnTheMachineNothing() throws Exception {
    List<String> open = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
      for (Path file : files.filter(file -> !Files.isSymbolicLink(file)).toList()) {
        if (Files.exists(file)
            && !PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                .endsWith("------")) {
          open.add(file.toString());
        }
      }
    }
    assertThat(open).as("what others can see").isEmpty();
    assertThat(launcher.commands())
        .hasSizeGreaterThan(5)
        .noneMatch(command -> command.toLowerCase(Locale.ROOT).contains("password"));
  }

  @Test
  @Order(8)
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void endsWithItsParentAndStartsAgainOnItsDataAlone() throws Exception {
    if (firstPayment.isEmpty()) {
      payFirst();
    }
    await().atMost(CACHES_MADE).until(launcher::hasCaches);
    List<ProcessHandle> children = launcher.children();
    launcher.killParent();
    assertThat(launcher.output()).contains("PostgreSQL", "stopped");
    soon(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));

    launcher.startAndAwait("--payment-replicas=2");

    assertThat(launcher.filesOpenedBy("notification-service-1")).contains("app.aot");
    assertThat(client.payments(1, "user1")).containsExactly(firstPayment);
    assertThat(client.feed(1, "user1")).containsExactly(firstPayment);
    assertPaymentArrives("user6");
    LauncherProcess second = new LauncherProcess(directory.resolve("data"));
    second.start();
    soon(() -> assertThat(second.output()).contains("A local stack runs on"));
  }

  /** With caches, because it starts consumers. */
  @Order(9)
  @TestFactory
  Stream<DynamicTest> showsWhatTheLessonSays() throws Exception {
    LessonShell shell = new LessonShell(launcher, directory.resolve("lesson.log"));
    return LessonShell.steps().stream()
        .map(step -> DynamicTest.dynamicTest(step.title(), () -> shell.take(step)));
  }

  @Test
  @Order(10)
  void losesNoRequestWhileBothServicesAreStoppedUnderLoad() throws Exception {
    client.scale(2);
    soon(() -> assertThat(states()).startsWith("running", "running").doesNotContain("stopping"));
    AtomicBoolean over = new AtomicBoolean();
    ConcurrentLinkedQueue<String> paid = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> load = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        load.add(threads.submit(() -> payUntil(over, paid)));
      }
      try {
        soon(() -> assertThat(paid).hasSizeGreaterThan(50));
        ProcessHandle payment = launcher.child("payment-service-1");
        payment.destroy();
        client.endReplica(1, "stop");
        soon(() -> assertThat(payment.isAlive()).isFalse());
        soon(() -> assertThat(states()).startsWith("stopped", "running"));
        int sofar = paid.size();
        soon(() -> assertThat(paid).hasSizeGreaterThan(sofar + 50));
      } finally {
        // Else the load would go on, and closing its threads would wait for it for ever.
        over.set(true);
      }
      for (Future<?> client : load) {
        client.get();
      }
    }

    soon(() -> assertThat(client.feed(2, "user7")).hasSameSizeAs(paid));
    assertThat(client.feed(2, "user7")).containsExactlyInAnyOrderElementsOf(paid);
  }

  /**
   * Pays at the first replica; once more with the same key at the other where nobody listens, or
   * where a kept connection was closed just as it was used again: no answer has begun then.
   */
  private static Void payUntil(AtomicBoolean over, ConcurrentLinkedQueue<String> paid)
      throws Exception {
    while (!over.get()) {
      String key = UUID.randomUUID().toString();
      HttpResponse<String> answer;
      try {
        answer = client.pay(1, "user7", key);
      } catch (IOException refusedOrClosed) {
        answer = client.pay(2, "user7", key);
      }
      assertThat(answer.statusCode()).isEqualTo(201);
      paid.add(id(answer));
    }
    return null;
  }

  @Test
  @Order(11)
  void leavesNoProcessBehindWhenItIsKilled() throws Exception {
    List<ProcessHandle> children = launcher.children();
    assertThat(children).hasSizeGreaterThan(3).contains(launcher.postmaster());

    launcher.kill();

    soon(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
  }

  private static void assertPaymentArrives(String userId) throws Exception {
    String payment = id(client.pay(1, userId, null));
    soon(() -> assertThat(client.feed(1, userId)).containsExactly(payment));
  }

  private static void assertPaymentIsTaken(String userId) throws Exception {
    assertThat(client.pay(1, userId, null).statusCode()).isEqualTo(201);
    assertThat(client.feed(1, userId)).isNotEmpty();
  }

  private static int relayingReplica() throws Exception {
    soon(() ->
        assertThat(launcher.log("payment-service-1") + launcher.log("payment-service-2"))
            .contains("relay: ACTIVE"));
    return launcher.log("payment-service-1").lastIndexOf("relay: ACTIVE")
            > launcher.log("payment-service-1").lastIndexOf("relay: STANDBY")
        ? 1
        : 2;
  }

  private static void awaitMembers(int count, ThrowingConsumer<List<List<Integer>>> condition) {
    soon(() -> {
      JsonNode group = client.group();
      assertThat(group.path("state").asString()).isEqualTo("Stable");
      List<List<Integer>> members = new ArrayList<>();
      for (JsonNode member : group.path("members")) {
        List<Integer> partitions = new ArrayList<>();
        member.path("partitions").forEach(partition -> partitions.add(partition.intValue()));
        members.add(partitions);
      }
      assertThat(members).hasSize(count);
      assertThat(members.stream().flatMap(List::stream)).containsExactlyInAnyOrder(0, 1, 2);
      condition.accept(members);
    });
  }

  private static List<String> states() throws Exception {
    List<String> states = new ArrayList<>();
    client
        .replicas()
        .path("replicas")
        .forEach(replica -> states.add(replica.path("state").asString()));
    return states;
  }

  private static String id(HttpResponse<String> answer) {
    return answer.body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(SOON).untilAsserted(assertion);
  }
}
