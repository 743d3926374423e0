package io.paymentdone.console.endpoints;

import io.paymentdone.console.receiver.Receiver;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.services.WebhookApi;
import io.paymentdone.console.services.WebhookEndpoint;
import io.paymentdone.web.paging.Page;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The webhook endpoints that notification-service lists for the console's credentials. It lists no
 * endpoint of another client.
 */
@Component
public class EndpointList {

  private static final Logger log = LoggerFactory.getLogger(EndpointList.class);

  private final WebhookApi webhooks;
  private final ObjectProvider<Receiver> receiver;
  private final WaitingCounts counts;

  EndpointList(WebhookApi webhooks, ObjectProvider<Receiver> receiver) {
    this.webhooks = webhooks;
    this.receiver = receiver;
    this.counts = new WaitingCounts(webhooks);
  }

  /**
   * The endpoints, newest first.
   *
   * @param hasMore whether there are older ones than these
   * @param note why something is not known; null if all is
   */
  public record WebhookEndpoints(
      List<EndpointView> items, boolean hasMore, @Nullable String note) {}

  /** The endpoints, or why they are unknown; takes five requests at most. */
  public synchronized WebhookEndpoints look() {
    Page<WebhookEndpoint> page;
    try {
      page = webhooks.endpoints();
    } catch (ServiceUnavailableException e) {
      log.debug("The webhook endpoints are unknown, because no replica answers", e);
      return new WebhookEndpoints(
          List.of(),
          false,
          "notification-service does not answer, so its webhook endpoints are unknown.");
    }
    try {
      Map<UUID, WaitingCount> waiting =
          counts.of(page.items().stream().map(WebhookEndpoint::id).toList());
      return known(page, waiting, null);
    } catch (ServiceUnavailableException e) {
      log.debug("It is not known what waits for an endpoint, because no replica answers", e);
      return known(
          page, Map.of(), "notification-service does not answer, so it is not known what waits.");
    }
  }

  private WebhookEndpoints known(
      Page<WebhookEndpoint> page, Map<UUID, WaitingCount> waiting, @Nullable String note) {
    Receiver own = receiver.getIfAvailable();
    UUID ownId = own == null ? null : own.endpointId();
    return new WebhookEndpoints(
        page.items().stream()
            .map(endpoint ->
                EndpointView.of(endpoint, endpoint.id().equals(ownId), waiting.get(endpoint.id())))
            .toList(),
        page.next() != null,
        note);
  }
}
