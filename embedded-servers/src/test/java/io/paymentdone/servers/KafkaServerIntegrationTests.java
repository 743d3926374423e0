package io.paymentdone.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerIntegrationTests {

  @TempDir Path directory;

  @Test
  void keepsTopicsWhenKilledAndStartedAgain() throws Exception {
    try (KafkaServer server = KafkaServer.start(directory.resolve(nameAsPeopleHave()))) {
      try (Admin admin = admin(server)) {
        admin
            .createTopics(List.of(new NewTopic("kept", 3, (short) 1)))
            .all()
            .get(30, TimeUnit.SECONDS);
      }

      server.kill();
      server.launch();
      server.awaitReady(java.time.Duration.ofSeconds(60));

      try (Admin admin = admin(server)) {
        assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("kept");
      }
    }
  }

  @Test
  void showsOthersNoFileOfItsData() throws Exception {
    try (KafkaServer server = KafkaServer.start(directory)) {
      try (Admin admin = admin(server)) {
        admin
            .createTopics(List.of(new NewTopic("private", 1, (short) 1)))
            .all()
            .get(30, TimeUnit.SECONDS);
      }

      OtherUsers.assertSeeNothingIn(directory);
    }
  }

  @Test
  void tellsTheEndOfItsLogWhenItDoesNotStart() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () -> KafkaServer.start(directory, Ports.free(), Map.of("log.retention.ms", "soon")))
        .withMessageContaining("log.retention.ms")
        .withMessageContaining("its data is kept");
  }

  /** The directory's name holds a character outside ASCII where the file system allows one. */
  private static String nameAsPeopleHave() {
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding"));
    return names.newEncoder().canEncode('ö') ? "jörg" : "joerg";
  }

  private static Admin admin(KafkaServer server) {
    return Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()));
  }
}
