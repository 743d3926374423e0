package io.paymentdone.console.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.web.paging.Page;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Client of the HTTP API of notification-service. */
@Component
public class NotificationApi {

  private static final int PAGE = 100;
  private static final int DEAD_LETTERS = 20;

  private final ServiceClient service;
  private final JsonMapper json;

  NotificationApi(ServicesProperties properties, ServiceCredentials credentials, JsonMapper json) {
    this.json = json;
    this.service =
        new ServiceClient(
            "notification-service",
            properties.notificationService(),
            credentials.authorization(),
            properties.timeout());
  }

  /** A page of a user's feed, newest first. */
  public Page<FeedEntry> feed(String userId, @Nullable String after) {
    String query = "?userId=" + encode(userId) + "&limit=" + PAGE;
    return page(after == null ? query : query + "&after=" + encode(after));
  }

  /** The feed entry of a payment. */
  public Optional<FeedEntry> find(UUID paymentId) {
    return page("?paymentId=" + paymentId).items().stream().findFirst();
  }

  private Page<FeedEntry> page(String query) {
    HttpResponse<String> response = service.get("/notifications" + query);
    if (response.statusCode() != 200) {
      throw new ServiceUnavailableException("notification-service", null);
    }
    return json.readValue(response.body(), new TypeReference<Page<FeedEntry>>() {});
  }

  /**
   * Counts of feed entries by the time of their payments.
   *
   * @param known {@code at} of a scan that the caller already has
   * @throws ServiceUnavailableException if the service returns no counts
   */
  public List<TableScan> scans(Instant since, @Nullable Instant known) {
    return service.scans("/notifications/totals/slices", since, known, json);
  }

  /** The newest dead letters, newest first; empty if the service refuses to list them. */
  public Optional<List<DeadLetter>> deadLetters() {
    HttpResponse<String> response = service.get("/dead-letters?limit=" + DEAD_LETTERS);
    return response.statusCode() == 200
        ? Optional.of(
            json.readValue(response.body(), new TypeReference<Page<DeadLetter>>() {}).items())
        : Optional.empty();
  }

  /** Redrives a dead letter; the response may be a problem document. */
  public ServiceResponse redrive(long id) {
    HttpResponse<String> response = service.post("/dead-letters/" + id + "/redrive");
    return new ServiceResponse(response.statusCode(), response.body());
  }

  /** The dead letter in a response with status 200. */
  public DeadLetter read(ServiceResponse response) {
    return json.readValue(response.body(), DeadLetter.class);
  }

  /** Subscribes a user to e-mail; the response may be a problem document. */
  public ServiceResponse subscribe(String userId, String body) {
    // Not in the path, which cannot hold every user id.
    HttpResponse<String> response =
        service.send("PUT", "/subscriptions?userId=" + encode(userId), body);
    return new ServiceResponse(response.statusCode(), response.body());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
