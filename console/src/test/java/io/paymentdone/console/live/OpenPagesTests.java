package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import io.paymentdone.console.live.LiveGroups.Watch;
import io.paymentdone.events.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WithoutServers
class OpenPagesTests {

  @Autowired MockMvcTester http;
  @Autowired LiveGroups groups;

  @Test
  void areSixtyFourAtMostUntilOneIsClosed() {
    List<Watch> pages = new ArrayList<>();
    try {
      while (pages.size() < 64) {
        pages.add(groups.watch(Topics.NOTIFICATION_GROUP, null));
      }

      assertThat(http.get().uri("/api/groups/{id}/stream", Topics.NOTIFICATION_GROUP))
          .hasStatus(503)
          .hasHeader("Retry-After", "10")
          .bodyJson()
          .isLenientlyEqualTo("{\"code\":\"too-many-pages\",\"retryable\":true}");

      pages.removeLast().close();
      pages.add(groups.watch(Topics.NOTIFICATION_GROUP, null));
    } finally {
      pages.forEach(Watch::close);
    }
  }
}
