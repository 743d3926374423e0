package io.paymentdone.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.notification.webhook.EndpointRequest.Checked;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.StringNode;

/** What a log shows of an endpoint: path and query of many receivers are secret. */
class EndpointTextTests {

  private static final String TOKEN = "T0-B0-token";
  private static final String URL = "https://hooks.example/" + TOKEN;

  @Test
  void hasNoPath() {
    List<Record> all =
        List.of(
            new EndpointRequest(URL, null, null),
            new Checked(URL, null, null),
            new EndpointPatch(StringNode.valueOf(URL), null, null, null),
            new WebhookEndpoint(101, UUID.randomUUID(), URI.create(URL), List.of(), null),
            new EndpointItem(
                UUID.randomUUID(), URL, null, null, true, null, null, Instant.EPOCH, List.of()));

    assertThat(all).extracting(Record::toString).noneMatch(text -> text.contains(TOKEN));
  }
}
