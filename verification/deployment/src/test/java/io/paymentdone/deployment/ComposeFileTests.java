package io.paymentdone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ComposeFileTests {

  private static final Set<String> ONE_SHOTS =
      Set.of("kafka-topics", "payment-migration", "notification-migration");
  private static final Set<String> PROJECT_SERVICES =
      Set.of("payment-service", "notification-service", "console");

  private final Map<String, Object> compose =
      DeploymentFiles.yaml(DeploymentFiles.text("docker-compose.yml")).getFirst();
  private final Map<String, Object> services = DeploymentFiles.map(compose, "services");

  @Test
  void publishesPortsOnLoopbackOnly() {
    services.forEach((name, service) ->
        assertThat(DeploymentFiles.list(DeploymentFiles.map(service), "ports"))
            .as(name)
            .allMatch(port -> port.startsWith("127.0.0.1:")));
  }

  @Test
  void leavesRoomToScaleNotificationService() {
    Map<String, Object> service = DeploymentFiles.map(services, "notification-service");

    assertThat(service).doesNotContainKey("container_name");
    assertThat(DeploymentFiles.list(service, "ports")).containsExactly("127.0.0.1:8101-8109:8081");
  }

  /** All but the one that shows mails: holes in it are mended often, and nothing depends on it. */
  @Test
  void pinsTagsAndLimitsMemory() {
    services.forEach((name, service) -> {
      Map<String, Object> settings = DeploymentFiles.map(service);
      if (name.equals("mailpit")) {
        assertThat(settings).containsEntry("image", "axllent/mailpit:latest");
      } else {
        assertThat(String.valueOf(settings.get("image")))
            .as(name)
            .doesNotContain("latest")
            .contains(":");
      }
      assertThat(settings).as(name).containsKeys("mem_limit", "restart");
    });
  }

  @Test
  void waitsForHealthEverywhere() {
    services.forEach((name, service) ->
        DeploymentFiles.map(DeploymentFiles.map(service), "depends_on")
            .forEach((other, how) ->
                assertThat(DeploymentFiles.map(how))
                    .as(name + " on " + other)
                    .containsEntry(
                        "condition",
                        ONE_SHOTS.contains(other)
                            ? "service_completed_successfully"
                            : "service_healthy")));
  }

  @Test
  void servicesHaveNoPrivilegesAndReadOnlyFiles() {
    for (String name : PROJECT_SERVICES) {
      Map<String, Object> service = DeploymentFiles.map(services, name);
      assertThat(service)
          .as(name)
          .containsEntry("read_only", true)
          .containsKey("stop_grace_period");
      assertThat(DeploymentFiles.list(service, "cap_drop")).containsExactly("ALL");
    }
  }

  @Test
  void nothingHasPrivilegesThatItDoesNotNeed() {
    services.forEach((name, service) -> {
      Map<String, Object> settings = DeploymentFiles.map(service);
      assertThat(DeploymentFiles.list(settings, "cap_drop")).as(name).containsExactly("ALL");
      assertThat(DeploymentFiles.list(settings, "security_opt"))
          .as(name)
          .containsExactly("no-new-privileges:true");
      assertThat(settings).as(name).doesNotContainKeys("cap_add", "privileged");
    });
  }

  @Test
  void noServiceKnowsTheOwnersPassword() {
    for (String name : PROJECT_SERVICES) {
      assertThat(environment(name).toString()).as(name).doesNotContainIgnoringCase("owner");
    }
    assertThat(environment("payment-migration")).containsKey("SPRING_FLYWAY_PASSWORD");
    assertThat(environment("notification-migration")).containsKey("SPRING_FLYWAY_PASSWORD");
  }

  @Test
  void servicesAnswerToTheirOwnNamesOnly() {
    for (String name : PROJECT_SERVICES) {
      assertThat(environment(name))
          .containsEntry("WEB_REQUEST_ALLOWEDHOSTS", "localhost,127.0.0.1,[::1]," + name);
    }
  }

  @Test
  void whoReadsTopicsHasMemoryBesideTheHeap() {
    for (String name : List.of("notification-service", "console")) {
      assertThat(DeploymentFiles.map(services, name)).as(name).containsEntry("mem_limit", "1g");
      assertThat(environment(name)).as(name).containsEntry("HEAP_PERCENT", "35");
    }
  }

  /** That an empty value is as good as none, the tests of {@code web.security} say. */
  @Test
  void allServicesKnowTheCallersOfTheEnvironment() {
    String tokens = "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_";
    for (String name : PROJECT_SERVICES) {
      Map<String, Object> environment = environment(name);
      assertThat(environment)
          .as(name)
          .containsEntry("API_CREDENTIALS", "${PAYMENT_API_CREDENTIALS:-demo:demo}")
          .containsEntry(tokens + "ISSUERURI", "${API_ISSUER:-}")
          .containsEntry(tokens + "AUDIENCES", "${API_AUDIENCES:-}");
      Set<String> asTheyAre = new TreeSet<>(Set.of("API_JWT_CLIENTCLAIM", "API_JWT_CLIENTVALUE"));
      for (int i = 0; i < 2; i++) {
        for (String part : Set.of("NAME", "SECRETS_0", "SECRETS_1", "SCOPES")) {
          asTheyAre.add("API_CLIENTS_" + i + "_" + part);
        }
      }
      for (String variable : asTheyAre) {
        assertThat(environment).as(name).containsEntry(variable, "${" + variable + ":-}");
      }
    }
  }

  private Map<String, Object> environment(String service) {
    return DeploymentFiles.map(DeploymentFiles.map(services, service), "environment");
  }

  @Test
  void exampleOfTheEnvironmentHasTheDefaults() {
    Map<String, String> used =
        Pattern.compile("\\$\\{(\\w+):-([^}]*)}")
            .matcher(DeploymentFiles.text("docker-compose.yml"))
            .results()
            .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2), (a, b) -> a));
    Map<String, String> example =
        DeploymentFiles.text(".env.example")
            .lines()
            .filter(line -> line.contains("=") && !line.startsWith("#"))
            .collect(Collectors.toMap(l -> l.split("=", 2)[0], l -> l.split("=", 2)[1]));

    assertThat(example).isEqualTo(used);
  }

  @Test
  void brokerIsConfiguredAsInTheDevOverlay() {
    Map<String, String> inKubernetes =
        StrictManifests.read(DeploymentFiles.text("k8s/overlays/dev/broker.yaml")).stream()
            .filter(StatefulSet.class::isInstance)
            .map(StatefulSet.class::cast)
            .map(set -> set.getSpec().getTemplate().getSpec())
            .map(ComposeFileTests::environmentOf)
            .findFirst()
            .orElseThrow();

    assertThat(withoutAddresses(texts(environment("kafka"))))
        .isEqualTo(withoutAddresses(inKubernetes));
  }

  /** It needs no password, so its page must answer to no name that another page chooses. */
  @Test
  void mailpitAnswersToItsOwnNameAndKeepsFewMails() {
    Map<String, String> settings = texts(environment("mailpit"));

    assertThat(settings)
        .containsEntry("MP_ALLOWED_HOSTS", "localhost")
        .containsKeys("MP_MAX_MESSAGES", "MP_MAX_MESSAGE_SIZE");
    assertThat(DeploymentFiles.list(DeploymentFiles.map(services, "mailpit"), "ports"))
        .as("its page, and no way to send it mail")
        .containsExactly("127.0.0.1:8025:8025");
    assertThat(
            StrictManifests.read(DeploymentFiles.text("k8s/overlays/dev/mailpit.yaml")).stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .map(deployment -> deployment.getSpec().getTemplate().getSpec())
                .map(ComposeFileTests::environmentOf))
        .containsExactly(settings);
  }

  private static Map<String, String> environmentOf(PodSpec pod) {
    return pod.getContainers().getFirst().getEnv().stream()
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static Map<String, String> texts(Map<String, Object> environment) {
    Map<String, String> texts = new TreeMap<>();
    environment.forEach((name, value) -> texts.put(name, value.toString()));
    return texts;
  }

  private static Map<String, String> withoutAddresses(Map<String, String> settings) {
    Map<String, String> others = new TreeMap<>(settings);
    others.keySet().removeIf(name -> name.contains("LISTENER"));
    return others;
  }

  @Test
  void createsTheTopicsOfTheContract() {
    Map<String, String> created =
        Pattern.compile("(?m)^topic (\\S+) (\\d+) (\\d+)( .*)?$")
            .matcher(DeploymentFiles.text("k8s/overlays/dev/create-topics.sh"))
            .results()
            .collect(Collectors.toMap(m -> m.group(1), ComposeFileTests::shape));

    assertThat(created)
        .isEqualTo(
            Map.of(
                Topics.PAYMENT_DONE,
                shape(Topics.PARTITIONS, Topics.PAYMENT_DONE_RETENTION, ""),
                Topics.PAYMENT_DONE_DLT,
                shape(
                    Topics.PARTITIONS,
                    Topics.PAYMENT_DONE_DLT_RETENTION,
                    "max.message.bytes=" + Topics.PAYMENT_DONE_DLT_MESSAGE_BYTES_MAX),
                Topics.NOTIFICATION_GROUP_EVENTS,
                shape(
                    1,
                    Topics.NOTIFICATION_GROUP_EVENTS_RETENTION,
                    "message.timestamp.type=LogAppendTime segment.ms=600000"),
                Topics.NOTIFICATION_REBALANCES,
                shape(1, Topics.NOTIFICATION_REBALANCES_RETENTION, "")));
  }

  private static String shape(MatchResult topic) {
    String config = topic.group(4) == null ? "" : topic.group(4).strip();
    return shape(
        Integer.parseInt(topic.group(2)),
        Duration.ofHours(Long.parseLong(topic.group(3))),
        config.replace("--config ", ""));
  }

  private static String shape(int partitions, Duration retention, String config) {
    return partitions + " partitions, " + retention + ", " + config;
  }
}
