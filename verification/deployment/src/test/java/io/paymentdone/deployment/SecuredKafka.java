package io.paymentdone.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PaymentTopics;
import io.paymentdone.servers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker that nobody reaches without TLS, that asks everybody who it is, and that allows what
 * {@code create-acls.sh} allows.
 */
final class SecuredKafka implements AutoCloseable {

  /** The certificate that the authority must have issued; the administrator shows it too. */
  static final String BROKER = "broker";

  /** The certificate for another host that the authority must have issued. */
  static final String ELSEWHERE = "broker-elsewhere";

  private static final String SCRIPT = "k8s/overlays/production/create-acls.sh";
  private static final Pattern RIGHTS =
      Pattern.compile(
          "^allow \"\\$(?<who>\\w+)\" (?<type>topic|group) (?<name>\\S+) (?<operations>.+)$",
          Pattern.MULTILINE);
  private static final Duration START = Duration.ofSeconds(60);
  private static final int SCRAM_ITERATIONS = 4096;

  private final Certificates certificates;
  private final Certificates others;
  private final KafkaServer.Node node;
  private final int saslPort = Ports.free();
  private final int foreignPort = Ports.free();
  private final int elsewherePort = Ports.free();
  private final KafkaServer server;
  private final Admin admin;

  private SecuredKafka(Path directory, Certificates certificates, Certificates others) {
    this.certificates = certificates;
    this.others = others;
    this.node = new KafkaServer.Node(1, Ports.free(), Ports.free());
    this.server = KafkaServer.launch(node, List.of(node), directory, settings());
    server.awaitReady(START);
    this.admin = Admin.create(administrator());
  }

  /**
   * Starts it with the topics and the rights of the deployment.
   *
   * @param others of an authority that no service trusts
   * @param users their passwords, by their names
   */
  static SecuredKafka start(
      Path directory, Certificates certificates, Certificates others, Map<String, String> users)
      throws Exception {
    SecuredKafka kafka = new SecuredKafka(directory, certificates, others);
    try {
      PaymentTopics.create(kafka.admin, 1);
      kafka.addUsers(users);
      kafka.allow(kafka.rights());
      kafka.logEveryDecision();
      return kafka;
    } catch (Exception e) {
      kafka.close();
      throw e;
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "listeners",
        String.format(
            Locale.ROOT,
            "MTLS://127.0.0.1:%d,SASL://127.0.0.1:%d,FOREIGN://127.0.0.1:%d,"
                + "ELSEWHERE://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d",
            node.port(),
            saslPort,
            foreignPort,
            elsewherePort,
            node.controllerPort()));
    settings.put(
        "advertised.listeners",
        "MTLS://"
            + mtls()
            + ",SASL://"
            + sasl()
            + ",FOREIGN://"
            + foreign()
            + ",ELSEWHERE://"
            + elsewhere());
    settings.put(
        "listener.security.protocol.map",
        "MTLS:SSL,SASL:SASL_SSL,FOREIGN:SASL_SSL,ELSEWHERE:SASL_SSL,CONTROLLER:SSL");
    settings.put("inter.broker.listener.name", "MTLS");
    settings.put("ssl.client.auth", "required");
    settings.put("ssl.keystore.type", "PEM");
    settings.put("ssl.keystore.location", certificates.keyAndCertificate(BROKER).toString());
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.location", certificates.authority().toString());
    settings.put("ssl.principal.mapping.rules", "RULE:^CN=([^,]+).*$/$1/");
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    for (String listener : List.of("sasl", "foreign", "elsewhere")) {
      settings.put(
          "listener.name." + listener + ".scram-sha-512.sasl.jaas.config",
          "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    }
    settings.put(
        "listener.name.foreign.ssl.keystore.location", others.keyAndCertificate(BROKER).toString());
    settings.put(
        "listener.name.elsewhere.ssl.keystore.location",
        certificates.keyAndCertificate(ELSEWHERE).toString());
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:" + BROKER);
    return settings;
  }

  private Map<String, Object> administrator() {
    return Map.of(
        "bootstrap.servers",
        mtls(),
        "security.protocol",
        "SSL",
        "ssl.keystore.type",
        "PEM",
        "ssl.keystore.location",
        certificates.keyAndCertificate(BROKER).toString(),
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        certificates.authority().toString());
  }

  private void addUsers(Map<String, String> users) throws Exception {
    ScramCredentialInfo how =
        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
    await(
        admin
            .alterUserScramCredentials(
                users.entrySet().stream()
                    .<UserScramCredentialAlteration>map(user ->
                        new UserScramCredentialUpsertion(
                            user.getKey(), how, user.getValue().getBytes(UTF_8)))
                    .toList())
            .all());
  }

  /** Allowed as well as denied: each line names the right that it is based on. */
  private void logEveryDecision() throws Exception {
    await(
        admin
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.BROKER_LOGGER, "1"),
                    List.of(
                        new AlterConfigOp(
                            new ConfigEntry("kafka.authorizer.logger", "DEBUG"),
                            AlterConfigOp.OpType.SET))))
            .all());
  }

  /** Address for clients that show a certificate. */
  String mtls() {
    return "localhost:" + node.port();
  }

  /** Address for clients with user and password. */
  String sasl() {
    return "localhost:" + saslPort;
  }

  /** As {@link #sasl()}, with a certificate of an authority that no service trusts. */
  String foreign() {
    return "localhost:" + foreignPort;
  }

  /** As {@link #sasl()}, with a certificate of the authority for another host. */
  String elsewhere() {
    return "localhost:" + elsewherePort;
  }

  /** The rights in the script; principals have the services' names. */
  List<AclBinding> rights() {
    return RIGHTS
        .matcher(DeploymentFiles.text(SCRIPT))
        .results()
        .flatMap(line ->
            Arrays.stream(line.group("operations").split(" ", -1))
                .map(operation ->
                    right(
                        line.group("who").replace('_', '-'),
                        ResourceType.valueOf(line.group("type").toUpperCase(Locale.ROOT)),
                        line.group("name"),
                        operation(operation))))
        .toList();
  }

  /** {@code DescribeConfigs}, as the tool has it, is {@code DESCRIBE_CONFIGS}. */
  private static AclOperation operation(String name) {
    return AclOperation.valueOf(
        name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
  }

  /** One right of a service. */
  static AclBinding right(String service, ResourceType type, String name, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry("User:" + service, "*", operation, AclPermissionType.ALLOW));
  }

  void allow(Collection<AclBinding> rights) throws Exception {
    await(admin.createAcls(rights).all());
  }

  void forbid(AclBinding right) throws Exception {
    await(admin.deleteAcls(List.of(right.toFilter())).all());
  }

  /** Lines of what the authorizer decided, that have all of these texts. */
  List<String> decisions(String... texts) {
    try (Stream<String> lines = Files.lines(server.log())) {
      return lines
          .filter(line -> line.contains("Principal = "))
          .filter(line -> Arrays.stream(texts).allMatch(line::contains))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many records a topic has had. */
  long records(String topic) throws Exception {
    int partitions =
        await(requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)))
            .partitions()
            .size();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    return await(admin.listOffsets(latest).all()).values().stream()
        .mapToLong(end -> end.offset())
        .sum();
  }

  /** Writes a record as the administrator, compressed. */
  void write(String topic, String key, byte[] value) throws Exception {
    Map<String, Object> settings = new HashMap<>(administrator());
    settings.put("compression.type", "gzip");
    // The producer counts bytes before it compresses them.
    settings.put("max.request.size", Integer.MAX_VALUE);
    settings.put("buffer.memory", 1_000_000_000L);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value))
          .get(60, TimeUnit.SECONDS);
    }
  }

  private static <T> T await(KafkaFuture<T> answer)
      throws ExecutionException, TimeoutException, InterruptedException {
    return answer.get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
    server.close();
  }
}
