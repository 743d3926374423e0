package io.paymentdone.console.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.web.paging.Page;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Client of notification-service's HTTP API of webhook endpoints and deliveries. */
@Component
public class WebhookApi {

  private static final String NAME = "notification-service";
  private static final String ENDPOINTS = "/webhook-endpoints";
  private static final String DELIVERIES = "/deliveries?limit=100";

  private final ServiceClient service;
  private final JsonMapper json;

  WebhookApi(ServicesProperties properties, ServiceCredentials credentials, JsonMapper json) {
    this.json = json;
    this.service =
        new ServiceClient(
            NAME,
            properties.notificationService(),
            credentials.authorization(),
            properties.timeout());
  }

  /**
   * Creates an endpoint; the response may be a problem document. If a replica ends during the
   * request, there may be a second endpoint, whose secret nobody knows.
   */
  public ServiceResponse create(URI url, String description) {
    String body = json.writeValueAsString(Map.of("url", url, "description", description));
    return response(service.send("POST", ENDPOINTS, body));
  }

  /** The endpoint in a response with status 201. */
  public WebhookEndpoint read(ServiceResponse response) {
    return json.readValue(response.body(), WebhookEndpoint.class);
  }

  /** The newest of the console's endpoints, at most a hundred, newest first. */
  public Page<WebhookEndpoint> endpoints() {
    String body = ok(service.get(ENDPOINTS + "?limit=100"));
    return json.readValue(body, new TypeReference<Page<WebhookEndpoint>>() {});
  }

  /** The endpoint with this id; empty if there is none. */
  public Optional<WebhookEndpoint> find(UUID id) {
    return unless404(service.get(ENDPOINTS + "/" + id));
  }

  /** Enables an endpoint that was disabled; empty if there is none with this id. */
  public Optional<WebhookEndpoint> enable(UUID id) {
    return unless404(service.send("PATCH", ENDPOINTS + "/" + id, "{\"enabled\":true}"));
  }

  private Optional<WebhookEndpoint> unless404(HttpResponse<String> response) {
    return response.statusCode() == 404
        ? Optional.empty()
        : Optional.of(json.readValue(ok(response), WebhookEndpoint.class));
  }

  /** Deletes an endpoint, if it is still there. */
  public void delete(UUID id) {
    HttpResponse<String> response = service.send("DELETE", ENDPOINTS + "/" + id, null);
    if (response.statusCode() != 204 && response.statusCode() != 404) {
      throw new ServiceUnavailableException(NAME, null);
    }
  }

  /**
   * A page of the deliveries of a user, newest first: to all endpoints of the console, and by other
   * channels.
   *
   * @param after cursor; null for the first page
   */
  public Page<WebhookDelivery> ofUser(String userId, @Nullable String after) {
    return page(
        DELIVERIES
            + "&userId="
            + encode(userId)
            + (after == null ? "" : "&after=" + encode(after)));
  }

  /**
   * A page of what waits for an endpoint, newest first.
   *
   * @param userId null for all users
   * @param after cursor; null for the first page
   */
  public Page<WebhookDelivery> waiting(
      UUID endpointId, @Nullable String userId, @Nullable String after) {
    return page(
        DELIVERIES
            + "&state=WAITING&endpointId="
            + endpointId
            + (userId == null ? "" : "&userId=" + encode(userId))
            + (after == null ? "" : "&after=" + encode(after)));
  }

  /**
   * A page of what waits for a user, newest first: for all endpoints of the console, and by other
   * channels.
   *
   * @param after cursor; null for the first page
   */
  public Page<WebhookDelivery> waitingOf(String userId, @Nullable String after) {
    return page(
        DELIVERIES
            + "&state=WAITING&userId="
            + encode(userId)
            + (after == null ? "" : "&after=" + encode(after)));
  }

  /** A page; empty if the endpoint has been deleted. */
  private Page<WebhookDelivery> page(String pathAndQuery) {
    HttpResponse<String> response = service.get(pathAndQuery);
    return response.statusCode() == 404
        ? new Page<>(List.of(), null)
        : json.readValue(ok(response), new TypeReference<Page<WebhookDelivery>>() {});
  }

  /** Sends a delivery now; the response may be a problem document. */
  public ServiceResponse retry(UUID deliveryId) {
    return response(service.post("/deliveries/" + deliveryId + "/retry"));
  }

  private static String ok(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new ServiceUnavailableException(NAME, null);
    }
    return response.body();
  }

  private static ServiceResponse response(HttpResponse<String> response) {
    return new ServiceResponse(response.statusCode(), response.body());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
