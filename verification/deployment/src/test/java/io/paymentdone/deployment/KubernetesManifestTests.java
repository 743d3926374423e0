package io.paymentdone.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesManifestTests {

  @ParameterizedTest
  @MethodSource("manifests")
  void isValidForACurrentCluster(String path) {
    assertThat(StrictManifests.read(DeploymentFiles.text(path))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec: {replicsa: 1}",
        "spec: {replicas: '1'}",
        "spec: {template: {spec: {containers: [{name: a, env: [{name: b, value: 1}]}]}}}",
        "spec: {template: {spec: {containers: [{lifecycle: {preStop: {sleep: {second: 5}}}}]}}}",
        "spec: {replicas: 1, replicas: 2}"
      })
  void refusesWhatAnApiServerRefuses(String spec) {
    String manifest = "apiVersion: apps/v1\nkind: Deployment\n" + spec;

    assertThatThrownBy(() -> StrictManifests.read(manifest)).isInstanceOf(RuntimeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"k8s/base", "k8s/overlays/dev", "k8s/overlays/production"})
  void kustomizationsListEveryFileBesideThem(String directory) throws IOException {
    Map<String, Object> kustomization =
        DeploymentFiles.yaml(DeploymentFiles.text(directory + "/kustomization.yaml")).getFirst();
    TreeSet<String> expected = new TreeSet<>();
    try (Stream<Path> files = Files.list(DeploymentFiles.project().resolve(directory))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
          .forEach(expected::add);
    }

    assertThat(DeploymentFiles.list(kustomization, "resources"))
        .filteredOn(resource -> resource.endsWith(".yaml"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void servicesRunWithoutPrivileges() {
    assertThat(of("k8s/base", Deployment.class))
        .hasSize(3)
        .allSatisfy(deployment -> {
          PodSpec pod = deployment.getSpec().getTemplate().getSpec();
          assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
          assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
          assertThat(pod.getSecurityContext().getSeccompProfile().getType())
              .isEqualTo("RuntimeDefault");
          assertThat(pod.getAutomountServiceAccountToken()).isFalse();
          assertThat(containers(pod))
              .allSatisfy(container -> {
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
              });
        });
  }

  @Test
  void theOwnersPasswordIsTheMigrationsAlone() {
    assertThat(of("k8s/base", Deployment.class))
        .flatExtracting(d -> containers(d.getSpec().getTemplate().getSpec()))
        .filteredOn(container -> container.getEnv().toString().contains("owner-password"))
        .hasSize(2)
        .allMatch(container -> container.getName().equals("migration"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"notification-service", "console"})
  void whoReadsTopicsHasMemoryBesideTheHeap(String name) {
    assertThat(of("k8s/base", Deployment.class))
        .filteredOn(deployment -> deployment.getMetadata().getName().equals(name))
        .singleElement()
        .extracting(d -> containers(d.getSpec().getTemplate().getSpec()).getLast())
        .satisfies(container -> {
          assertThat(container.getResources().getLimits().get("memory")).hasToString("1Gi");
          assertThat(container.getEnv().toString()).contains("name=HEAP_PERCENT, value=35");
        });
  }

  @Test
  void servicesStopWithoutLosingRequests() {
    assertThat(of("k8s/base", Deployment.class))
        .allSatisfy(deployment -> {
          PodSpec pod = deployment.getSpec().getTemplate().getSpec();
          Container container = pod.getContainers().getFirst();
          assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(45);
          assertThat(container.getLifecycle().getPreStop().getSleep().getSeconds()).isEqualTo(5);
          assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
          assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
          assertThat(container.getStartupProbe()).isNotNull();
          assertThat(
                  deployment
                      .getSpec()
                      .getStrategy()
                      .getRollingUpdate()
                      .getMaxUnavailable()
                      .getIntVal())
              .isZero();
        });
  }

  @Test
  void noPodIsConfiguredByTheEnvironmentOfServices() {
    assertThat(pods()).hasSizeGreaterThan(5).allMatch(pod -> !pod.getEnableServiceLinks());
    assertThat(of("k8s/overlays/dev", Service.class))
        .extracting(service -> service.getMetadata().getName())
        .doesNotContain("kafka");
  }

  @Test
  void theProductionOverlayChecksTheNamesOfItsServers() {
    List<String> urls =
        DeploymentFiles.text("k8s/overlays/production/kustomization.yaml")
            .lines()
            .filter(line -> line.contains("SPRING_DATASOURCE_URL="))
            .toList();

    assertThat(urls)
        .hasSize(2)
        .allMatch(url -> url.contains("?sslmode=verify-full&sslrootcert=/etc/database-ca/"));
    assertThat(manifests().map(DeploymentFiles::text))
        .noneMatch(text -> text.contains("endpoint.identification"));
  }

  @Test
  void imagesHavePinnedTags() {
    assertThat(pods())
        .flatExtracting(KubernetesManifestTests::containers)
        .extracting(Container::getImage)
        .allMatch(image ->
            image.matches(
                "(payment-done/[a-z-]+:dev|postgres:18|apache/kafka:4\\.3\\.1"
                    + "|axllent/mailpit:latest)(@sha256:[0-9a-f]{64})?"));
  }

  @Test
  void onlyTheDevOverlayHasDefaultSecrets() {
    for (String directory : List.of("k8s/base", "k8s/overlays/production")) {
      assertThat(DeploymentFiles.text(directory + "/kustomization.yaml"))
          .doesNotContain("secretGenerator");
      assertThat(of(directory, Secret.class)).isEmpty();
    }
    assertThat(DeploymentFiles.text("k8s/overlays/dev/kustomization.yaml"))
        .contains("credentials=demo:demo");
  }

  private static List<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()).toList();
  }

  private static List<PodSpec> pods() {
    Stream<PodSpec> deployments =
        of("k8s/base", Deployment.class).stream().map(d -> d.getSpec().getTemplate().getSpec());
    Stream<PodSpec> sets =
        of("k8s/overlays/dev", StatefulSet.class).stream()
            .map(s -> s.getSpec().getTemplate().getSpec());
    Stream<PodSpec> jobs =
        of("k8s/overlays/dev", Job.class).stream().map(j -> j.getSpec().getTemplate().getSpec());
    return Stream.of(deployments, sets, jobs).flatMap(s -> s).toList();
  }

  private static <T extends HasMetadata> List<T> of(String directory, Class<T> type) {
    return manifests()
        .filter(path -> path.startsWith(directory + "/"))
        .flatMap(path -> StrictManifests.read(DeploymentFiles.text(path)).stream())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  static Stream<String> manifests() {
    Path project = DeploymentFiles.project();
    try (Stream<Path> files = Files.walk(project.resolve("k8s"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .map(file -> project.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
