package io.paymentdone.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.ApiContract;
import io.paymentdone.testsupport.ApiOperation;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WithoutServers
class OpenApiTests {

  private static final Pattern OF_FIELDS =
      Pattern.compile(
          " (parameter|property) |has no required property$|has the content type \\*/\\*$");

  @Autowired MockMvcTester http;

  @Test
  void documentsTheEndpointsOfThePage() {
    assertThat(http.get().uri("/v3/api-docs"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.paths")
        .asMap()
        .containsKeys(
            "/api/addresses",
            "/api/followed",
            "/api/group/stream",
            "/api/groups",
            "/api/group",
            "/api/groups/{groupId}",
            "/api/groups/{groupId}/stream",
            "/api/partitions",
            "/api/payments",
            "/api/payments/{id}",
            "/api/poison",
            "/api/rebalances",
            "/api/rebalances/{id}",
            "/api/ledger",
            "/api/traffic",
            "/api/dead-letters",
            "/api/dead-letters/{id}/redrive",
            "/api/receiver",
            "/api/receiver/deliveries/{id}/retry",
            "/api/receiver/mails",
            "/api/subscriptions",
            "/api/webhook-endpoints",
            "/api/lab",
            "/api/lab/members",
            "/api/lab/members/{n}",
            "/api/lab/museum",
            "/api/lab/museum/kill",
            "/api/lab/museum/stream",
            "/api/lab/offsets",
            "/api/lab/producer",
            "/api/lab/protocols",
            "/api/lab/protocols/kill",
            "/api/lab/protocols/stream",
            "/api/lab/stream",
            "/api/replicas",
            "/api/replicas/{n}",
            "/api/brokers",
            "/api/brokers/{id}");
  }

  @Test
  void documentsTheEventsOfTheStream() {
    assertThat(http.get().uri("/v3/api-docs"))
        .bodyJson()
        .extractingPath("$.components.schemas")
        .asMap()
        .containsKeys(
            "GroupNow",
            "PartitionTimeline",
            "RatePoint",
            "Rebalance",
            "Throughput",
            "Minute",
            "Newest",
            "LedgerCounts",
            "TrafficState",
            "ReceiverStatus",
            "LabState",
            "MuseumState",
            "ProtocolsState",
            "WebhookEndpoints",
            "Readers",
            "Heartbeat");
  }

  /** The page's own API: what its fields mean is in the page. */
  @Test
  void describesEveryOperation() throws Exception {
    assertThat(ApiContract.flaws(document()))
        .filteredOn(flaw -> !OF_FIELDS.matcher(flaw).find())
        .isEmpty();
  }

  /** The table of access rules, which LoginTests tries, has the scopes. */
  @Test
  void namesTheScopesOfEachOperation() throws Exception {
    assertThat(ApiOperation.of(document()))
        .isNotEmpty()
        .allSatisfy(operation -> {
          assertThat(operation.isForUsers()).isFalse();
          assertThat(operation.scopes())
              .isEqualTo(
                  operation.method().equals("GET")
                      ? Set.of("payments:read", "notifications:read", "admin")
                      : Set.of("admin"));
        });
  }

  private String document() throws Exception {
    return http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString(UTF_8);
  }
}
