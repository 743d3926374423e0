package io.paymentdone.console.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import io.paymentdone.console.payments.PaymentTopicReader;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WithoutServers
class FollowControllerTests {

  @Autowired MockMvcTester http;
  @Autowired PaymentTopicReader payments;

  /** Otherwise an outage of more than two minutes would end it. */
  @Test
  void followsAUserAlsoWhileKafkaDoesNotAnswer() {
    Instant before = Instant.now();
    assertThat(http.get().uri("/api/followed?userId=user1")).hasStatus(503);

    Instant after = Instant.now();
    assertThat(payments.followedUsers().follow("user1", after).since())
        .isBetween(before, after.minusMillis(1));
  }
}
