package io.paymentdone.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WithoutServers
class OpenApiTests {

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

  @Test
  void describesEveryOperation() {
    assertThat(http.get().uri("/v3/api-docs"))
        .bodyJson()
        .extractingPath("$.paths.*[?(!(@.summary))].operationId")
        .asArray()
        .isEmpty();
  }
}
