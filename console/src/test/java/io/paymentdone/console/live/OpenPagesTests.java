package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import io.paymentdone.console.live.LiveGroups.Watch;
import io.paymentdone.events.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WithoutServers
class OpenPagesTests {

  private static final String STREAM = "/api/groups/" + Topics.NOTIFICATION_GROUP + "/stream";

  /** Whose requests those of the tests are. */
  private static final Viewer SELF = new Viewer("127.0.0.1", false);

  private static final Viewer OTHER = new Viewer("192.0.2.7", false);

  @Autowired MockMvcTester http;
  @Autowired LiveGroups groups;

  private final List<Watch> pages = new ArrayList<>();

  @AfterEach
  void close() {
    pages.forEach(Watch::close);
  }

  private void open(int count, Viewer viewer) {
    for (int i = 0; i < count; i++) {
      pages.add(groups.watch(Topics.NOTIFICATION_GROUP, null, viewer));
    }
  }

  @Test
  void areSixtyFourAtMostUntilOneIsClosed() {
    open(32, OTHER);
    open(32, new Viewer("192.0.2.8", false));

    assertThat(http.get().uri(STREAM))
        .hasStatus(503)
        .hasHeader("Retry-After", "10")
        .bodyJson()
        .isLenientlyEqualTo("{\"code\":\"too-many-pages\",\"retryable\":true}");

    pages.removeLast().close();
    open(1, SELF);
  }

  @Test
  void oneCallerHasHalfOfThemAtMost() {
    open(32, SELF);

    assertThat(http.get().uri(STREAM))
        .hasStatus(429)
        .hasHeader("Retry-After", "10")
        .bodyJson()
        .isLenientlyEqualTo("{\"code\":\"too-many-streams-of-caller\",\"retryable\":true}");

    open(1, OTHER);
    pages.removeFirst().close();
    open(1, SELF);
  }

  @Test
  void thoseOfTheReadOnlyPortTakeNoneOfTheOthers() {
    open(32, new Viewer("192.0.2.7", true));
    open(32, new Viewer("192.0.2.8", true));

    assertThat(http.head().uri(STREAM)).hasStatusOk();
    open(32, SELF);
  }
}
