package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.live.LiveGroups.Watch;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** More groups than the console watches at once; its context watches them for a minute longer. */
@ConsoleWithServers
@DirtiesContext
class WatchedGroupsIntegrationTests {

  private static final Viewer VIEWER = new Viewer("127.0.0.1", false);

  @Autowired MockMvcTester http;
  @Autowired LiveGroups groups;
  @Autowired KafkaConnectionDetails kafka;

  @Test
  void areTwentyFourAtMost() throws Exception {
    List<String> crowd = IntStream.range(0, 24).mapToObj(n -> "crowd-" + n).toList();
    String servers = String.join(",", kafka.getBootstrapServers());
    List<Watch> watches = new ArrayList<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      TopicPartition partition = new TopicPartition(Topics.PAYMENT_DONE, 0);
      for (String group : crowd) {
        admin
            .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(0)))
            .all()
            .get();
      }

      ProblemException refused =
          catchThrowableOfType(
              ProblemException.class,
              () -> crowd.forEach(group -> watches.add(groups.watch(group, null, VIEWER))));

      assertThat(refused.code()).isEqualTo("too-many-groups");
      assertThat(groups.all()).hasSize(24);
      assertThat(http.get().uri("/api/groups/{id}/stream", crowd.getLast()))
          .hasStatus(503)
          .hasHeader("Retry-After", "60")
          .bodyJson()
          .isLenientlyEqualTo("{\"code\":\"too-many-groups\",\"retryable\":true}");
      // One that is watched already may have more pages.
      watches.add(groups.watch(crowd.getFirst(), null, VIEWER));
      watches.forEach(Watch::close);
      admin.deleteConsumerGroups(crowd).all().get();
    }
  }
}
